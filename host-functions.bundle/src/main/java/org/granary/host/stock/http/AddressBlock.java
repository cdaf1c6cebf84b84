package org.granary.host.stock.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Addresses that begin with the same bits. Immutable. */
final class AddressBlock {
    private final byte[] first;
    private final int bits;

    private AddressBlock(byte[] first, int bits) {
        this.first = first;
        this.bits = bits;
    }

    /**
     * Reads {@code 10.0.0.0/8}, {@code fd00::/8}, or one address.
     *
     * @throws IllegalArgumentException when it is something else; names are
     */
    static AddressBlock of(String text) {
        int slash = text.indexOf('/');
        byte[] first = address(slash < 0 ? text : text.substring(0, slash), text);
        int most = first.length * Byte.SIZE;
        int bits = most;
        if (slash >= 0) {
            try {
                bits = Integer.parseInt(text.substring(slash + 1));
            } catch (NumberFormatException e) {
                throw wrong(text, e);
            }
        }
        if (bits < 0 || bits > most) {
            throw wrong(text, null);
        }
        return new AddressBlock(first, bits);
    }

    /** The bytes of an address in figures; never a look-up. */
    private static byte[] address(String text, String all) {
        if (!isFigures(text)) {
            throw wrong(all, null);
        }
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            throw wrong(all, e);
        }
    }

    /** Whether a text can only be an address in figures: four numbers, or one with colons, in brackets or not. */
    static boolean isFigures(String text) {
        return text.matches("\\d{1,3}(\\.\\d{1,3}){3}") || text.indexOf(':') >= 0 && text.matches("\\[?[0-9a-fA-F:.]+]?");
    }

    private static IllegalArgumentException wrong(String text, Throwable cause) {
        return new IllegalArgumentException("expected an address such as 192.168.1.7 or a block such as 10.0.0.0/8 or fd00::/8, found \""
                + text + "\"", cause);
    }

    boolean contains(byte[] address) {
        if (address.length != first.length) {
            return false;
        }
        int whole = bits / Byte.SIZE;
        int rest = bits % Byte.SIZE;
        return Arrays.equals(address, 0, whole, first, 0, whole)
                && (rest == 0 || (address[whole] ^ first[whole]) >> Byte.SIZE - rest == 0);
    }
}
