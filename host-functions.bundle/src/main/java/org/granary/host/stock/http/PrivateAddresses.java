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
            "::/96", "::ffff:0:0:0/96", "100::/64", "64:ff9b:1::/48", "2001::/32", "2001:db8::/32", "3fff::/20",
            // measurements, hashes, segment routing
            "2001:2::/48", "2001:10::/28", "2001:20::/28", "5f00::/16",
            // unique local, link, site, multicast
            "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8").map(AddressBlock::of).toList();
    private static final AddressBlock TRANSLATED = AddressBlock.of("64:ff9b::/96");
    private static final AddressBlock SIX_TO_FOUR = AddressBlock.of("2002::/16");
    private static final int IPV4_BYTES = 4;
    /** Twelve bytes before an IPv4 address: ::ffff:0:0/96. */
    private static final int MAPPED_ZEROS = 10;

    private PrivateAddresses() {}

    static boolean contain(InetAddress address) {
        return contain(plain(address));
    }

    /**
     * The bytes of an address; four of an IPv4 one that is written as an IPv6 one. The JDK makes those IPv4 ones when it reads text, but
     * not when the answer of a name server has them, and a connection to one goes to the IPv4 address.
     */
    static byte[] plain(InetAddress address) {
        byte[] bytes = address.getAddress();
        int end = bytes.length - IPV4_BYTES;
        if (end <= MAPPED_ZEROS || bytes[MAPPED_ZEROS] != -1 || bytes[MAPPED_ZEROS + 1] != -1) {
            return bytes;
        }
        for (int i = 0; i < MAPPED_ZEROS; i++) {
            if (bytes[i] != 0) {
                return bytes;
            }
        }
        return Arrays.copyOfRange(bytes, end, bytes.length);
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
