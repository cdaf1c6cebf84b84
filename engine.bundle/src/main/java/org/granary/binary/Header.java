package org.granary.binary;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.granary.bytes.ByteReader;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.Refusal;

/**
 * The first eight bytes of a module. Where they are others, it says what the file looks like instead: most often the wrong file was taken.
 */
final class Header {
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");
    private static final byte[] MAGIC = {0, 'a', 's', 'm'};
    private static final byte[] VERSION = {1, 0, 0, 0};
    /** Version and layer of a component, as of the component model's binary format. */
    private static final byte[] COMPONENT = {0x0d, 0, 1, 0};
    private static final int PEEKED = 64;

    /** How a kind of file begins. */
    private record Beginning(String kind, int... bytes) {
        boolean matches(byte[] all) {
            for (int i = 0; i < bytes.length; i++) {
                if (i >= all.length || (all[i] & 0xff) != bytes[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final List<Beginning> KNOWN = List.of(new Beginning("an ELF file, native code", 0x7f, 'E', 'L', 'F'),
            new Beginning("a module compiled ahead of time, which is loaded and not compiled again", 0, 'g', 'r', 'n', 'y'),
            new Beginning("a zip archive, as jars are", 'P', 'K', 3, 4), new Beginning("a Java class", 0xca, 0xfe, 0xba, 0xbe),
            new Beginning("a gzip archive, to be unpacked first", 0x1f, 0x8b),
                    new Beginning("a Mach-O file, native code", 0xcf, 0xfa, 0xed, 0xfe),
            new Beginning("an archive of object files", '!', '<', 'a', 'r', 'c', 'h', '>'),
            new Beginning("LLVM bitcode", 'B', 'C', 0xc0, 0xde), new Beginning("a web page", '<', '!'),
                    new Beginning("a Windows program", 'M', 'Z'));

    private Header() {
    }

    /**
     * Reads magic and version.
     *
     * @throws MalformedException when they are others, or the end comes first
     */
    static void read(ByteReader in) {
        byte[] all = in.array();
        if (all.length == 0) {
            throw new MalformedException(Refusal.of(Failure.UNEXPECTED_END).detail("the input is empty").at(0)
                    .expected(hex(MAGIC) + " " + hex(VERSION), "nothing"));
        }
        int magic = Math.min(MAGIC.length, all.length);
        if (!Arrays.equals(all, 0, magic, MAGIC, 0, magic)) {
            // an end comes before a difference, as it does in the official scripts
            Failure failure = all.length < MAGIC.length ? Failure.UNEXPECTED_END : Failure.MAGIC_NOT_DETECTED;
            throw new MalformedException(Refusal.of(failure).detail(lookalike(all)).at(0)
                    .expected(hex(MAGIC), hex(Arrays.copyOf(all, magic))));
        }
        if (all.length < MAGIC.length + VERSION.length) {
            throw new MalformedException(Refusal.of(Failure.UNEXPECTED_END).detail("the header is cut off").at(all.length)
                    .expected("8 bytes: " + hex(MAGIC) + " " + hex(VERSION), all.length + ": " + hex(all)));
        }
        byte[] version = Arrays.copyOfRange(all, MAGIC.length, MAGIC.length + VERSION.length);
        if (!Arrays.equals(version, VERSION)) {
            String detail = Arrays.equals(version, COMPONENT) ? "a component, which is not run yet (only core modules are)" : "";
            throw new MalformedException(Refusal.of(Failure.UNKNOWN_VERSION).detail(detail).at(MAGIC.length)
                    .expected(hex(VERSION), hex(version)));
        }
        in.position(MAGIC.length + VERSION.length);
    }

    private static String lookalike(byte[] all) {
        for (Beginning known : KNOWN) {
            if (known.matches(all)) {
                return known.kind;
            }
        }
        return isText(Arrays.copyOf(all, Math.min(PEEKED, all.length)))
                ? "text, and not that of a module (which begins with a parenthesis)" : "";
    }

    private static boolean isText(byte[] bytes) {
        for (byte next : bytes) {
            if (next >= 0 && next < ' ' && next != '\n' && next != '\r' && next != '\t') {
                return false;
            }
        }
        // a character of several bytes may be cut off at the end, hence no end of input
        return !StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), CharBuffer.allocate(bytes.length), false).isError();
    }

    private static String hex(byte[] bytes) {
        return HEX.formatHex(bytes);
    }
}
