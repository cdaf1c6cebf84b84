package org.granary.console.tool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.granary.engine.Engine;
import org.granary.engine.ModuleLimits;

/**
 * All bytes of a file or stream that may be a module or a text. Of what is long and begins as neither only the beginning is read, which
 * says so, and of what is too large none: a device has no end, and a gigabyte takes half a minute. Stateless.
 */
final class WholeFile {
    /** As much as says what it is, and all of a key. */
    private static final int BEGIN = 1 << 12;
    /** What no JVM makes an array beyond. */
    private static final int ARRAY = Integer.MAX_VALUE - 8;
    private static final byte[] MODULE = {0, 'a', 's', 'm'};
    /** How texts begin that an editor has saved as UTF-16, or with a byte order mark; who reads texts tells of them. */
    private static final List<byte[]> ENCODED = List.of(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf},
            new byte[] {(byte) 0xff, (byte) 0xfe}, new byte[] {(byte) 0xfe, (byte) 0xff}, new byte[] {0, '('}, new byte[] {0, ';'});
    /** Bytes of what is nothing we know. */
    private static final int SHOWN = 8;

    private WholeFile() {
    }

    /**
     * The bytes of a file.
     *
     * @param name what it is called in messages
     * @throws IOException     when it cannot be read
     * @throws FailedException when it is larger than a module may be, or a text that one array takes
     */
    static byte[] read(Path file, String name) throws IOException {
        // what is no regular file has no size
        long size = Files.isRegularFile(file) ? Files.size(file) : Long.MAX_VALUE;
        if (size <= ModuleLimits.MODULE_BYTES.value()) {
            return Files.readAllBytes(file);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, name, size == Long.MAX_VALUE ? -1 : size, (int) ModuleLimits.MODULE_BYTES.value());
        }
    }

    /** The bytes of a stream; see {@link #read(Path, String)}. */
    static byte[] read(InputStream in, String name) throws IOException {
        return read(in, name, -1, (int) ModuleLimits.MODULE_BYTES.value());
    }

    /**
     * The bytes of a stream.
     *
     * @param size   how many there are, or -1
     * @param binary how many a module may have
     */
    static byte[] read(InputStream in, String name, long size, int binary) throws IOException {
        byte[] begin = in.readNBytes(BEGIN);
        if (begin.length < BEGIN || !isOurs(begin)) {
            return begin;
        }
        int most = isBinary(begin) ? binary : ARRAY;
        if (size > most) {
            throw tooLarge(name, most, Long.toString(size));
        }
        byte[] rest = in.readNBytes(most - BEGIN);
        if (rest.length == most - BEGIN && in.read() >= 0) {
            throw tooLarge(name, most, "more");
        }
        byte[] all = Arrays.copyOf(begin, BEGIN + rest.length);
        System.arraycopy(rest, 0, all, BEGIN, rest.length);
        return all;
    }

    private static FailedException tooLarge(String name, int most, String found) {
        return new FailedException(name + ": is too large: expected at most " + most + " bytes, found " + found);
    }

    private static boolean isOurs(byte[] begin) {
        return isBinary(begin) || isText(begin) || Engine.detectPrecompiled(begin).isPresent();
    }

    static boolean isBinary(byte[] content) {
        return begins(content, MODULE);
    }

    static boolean isText(byte[] content) {
        if (ENCODED.stream().anyMatch(first -> begins(content, first))) {
            return true;
        }
        for (byte next : content) {
            if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
                return next == '(' || next == ';';
            }
        }
        return true;
    }

    private static boolean begins(byte[] content, byte[] first) {
        return content.length >= first.length && Arrays.equals(content, 0, first.length, first, 0, first.length);
    }

    /** What is said of what is neither. */
    static FailedException neither(String name, byte[] content) {
        return new FailedException(name + ": is neither a module, which begins with the bytes 00 61 73 6d, nor the text of one, which "
                + "begins with a parenthesis or a comment; it begins with the bytes "
                + HexFormat.ofDelimiter(" ").formatHex(content, 0, Math.min(content.length, SHOWN)));
    }
}
