package org.granary.host.stock.http;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Addresses that are not of the public internet: this machine, its networks, and what is reserved. */
final class PrivateAddresses {
    private static final List<AddressBlock> BLOCKS = Stream.of(
            // this host, private, shared by providers, loopback, link
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
            // protocol assignments, documentation, relays, measurements, multicast, reserved, broadcast
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
            "240.0.0.0/4",
            // none, loopback and the IPv4 ones of old; discarded, local translation, Teredo, documentation
            "::/96", "100::/64", "64:ff9b:1::/48", "2001::/32", "2001:db8::/32",
            // unique local, link, site, multicast
            "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8").map(AddressBlock::of).toList();
    private static final AddressBlock TRANSLATED = AddressBlock.of("64:ff9b::/96");
    private static final AddressBlock SIX_TO_FOUR = AddressBlock.of("2002::/16");
    private static final int IPV4_BYTES = 4;

    private PrivateAddresses() {}

    static boolean contain(InetAddress address) {
        return contain(address.getAddress());
    }

    private static boolean contain(byte[] address) {
        // these carry an IPv4 address, to which a gateway connects
        if (TRANSLATED.contains(address)) {
            return contain(Arrays.copyOfRange(address, address.length - IPV4_BYTES, address.length));
        }
        if (SIX_TO_FOUR.contains(address)) {
            return contain(Arrays.copyOfRange(address, 2, 2 + IPV4_BYTES));
        }
        return BLOCKS.stream().anyMatch(block -> block.contains(address));
    }
}
