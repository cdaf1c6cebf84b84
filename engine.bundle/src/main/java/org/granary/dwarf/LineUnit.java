package org.granary.dwarf;

/**
 * The line number information of one compilation unit: how its program is to be read, and where its tables of names stand. The names are
 * looked up only for a line that was asked for.
 *
 * <p>Source: DWARF 5, section 6.2.4 (the line number program header); DWARF 4 for versions below 5.
 */
final class LineUnit {
    private static final int LONG_FORMAT = 8;
    private static final int SHORT_FORMAT = 4;

    final int version;
    final int leastInstruction;
    final int mostOperations;
    final int lineBase;
    final int lineRange;
    final int opcodeBase;
    /** How many LEB128 arguments the standard opcode of each number has. */
    final int[] arguments;
    private final int offsetWidth;
    private final byte[] bytes;
    private final int tables;
    private final int program;
    private final int end;

    private LineUnit(byte[] bytes, DebugReader in, int offsetWidth) {
        this.bytes = bytes;
        this.offsetWidth = offsetWidth;
        this.end = in.limit();
        version = (int) in.fixed(2);
        if (version < 2 || version > 5) {
            throw new DebugReader.BrokenException();
        }
        if (version == 5) {
            in.skip(2);
        }
        long headerLength = in.fixed(offsetWidth);
        DebugReader rest = in.slice(headerLength);
        program = in.position();
        leastInstruction = rest.u8();
        mostOperations = version >= 4 ? Math.max(1, rest.u8()) : 1;
        rest.skip(1);
        lineBase = (byte) rest.u8();
        lineRange = rest.u8();
        opcodeBase = rest.u8();
        if (lineRange == 0 || opcodeBase == 0) {
            throw new DebugReader.BrokenException();
        }
        arguments = new int[opcodeBase];
        for (int i = 1; i < opcodeBase; i++) {
            arguments[i] = rest.u8();
        }
        tables = rest.position();
    }

    /**
     * Finds where the unit that begins here ends.
     *
     * @return the unit's content without its length; the reader stands behind it
     */
    static Extent extent(DebugReader in) {
        long length = in.fixed(SHORT_FORMAT);
        boolean isLong = length == 0xffff_ffffL;
        DebugReader content = in.slice(isLong ? in.fixed(LONG_FORMAT) : length);
        return new Extent(content.position(), content.limit(), isLong ? LONG_FORMAT : SHORT_FORMAT);
    }

    /**
     * Where a unit's content is.
     *
     * @param from        its first byte in the binary
     * @param to          behind its last byte
     * @param offsetWidth the bytes of an offset in it
     */
    record Extent(int from, int to, int offsetWidth) {
        int length() {
            return to - from;
        }

        /** Where the unit begins in the binary, with its length. */
        int start() {
            return from - (offsetWidth == LONG_FORMAT ? SHORT_FORMAT + LONG_FORMAT : SHORT_FORMAT);
        }

        /** Reads the unit's header. */
        LineUnit read(byte[] binary) {
            return new LineUnit(binary, new DebugReader(binary, from, to), offsetWidth);
        }
    }

    /** How many bytes the tables of directories and files take. */
    int tablesLength() {
        return program - tables;
    }

    DebugReader program() {
        return new DebugReader(bytes, program, end);
    }

    /** The path of a file that the program names by number. */
    String file(DebugSections sections, long number) {
        return version == 5 ? numberedFromZero(sections, number) : numberedFromOne(number);
    }

    private String numberedFromOne(long number) {
        DebugReader in = new DebugReader(bytes, tables, program);
        while (in.skipText() > 0) {
            // only to come to the files
        }
        for (long at = 1;; at++) {
            int name = in.position();
            if (in.skipText() == 0) {
                throw new DebugReader.BrokenException();
            }
            long directory = in.uleb();
            in.uleb();
            in.uleb();
            if (at == number) {
                return path(directory(directory), textAt(name));
            }
        }
    }

    /** A directory before version 5; the one where the compiler ran has number 0 and no name. */
    private String directory(long number) {
        DebugReader in = new DebugReader(bytes, tables, program);
        for (long at = 1; number > 0; at++) {
            int name = in.position();
            if (in.skipText() == 0) {
                return "";
            }
            if (at == number) {
                return textAt(name);
            }
        }
        return "";
    }

    private String textAt(int at) {
        return new DebugReader(bytes, at, program).text();
    }

    private String numberedFromZero(DebugSections sections, long number) {
        DebugReader in = new DebugReader(bytes, tables, program);
        LineEntries directories = new LineEntries(in, sections, offsetWidth);
        while (directories.next()) {
            // only to come to the files
        }
        LineEntries files = new LineEntries(in, sections, offsetWidth);
        for (long at = 0; files.next(); at++) {
            if (at == number) {
                return path(directory(sections, files.directory()), files.path());
            }
        }
        throw new DebugReader.BrokenException();
    }

    /** The first one is where the compiler ran: names are told from there on. */
    private String directory(DebugSections sections, long number) {
        LineEntries directories = new LineEntries(new DebugReader(bytes, tables, program), sections, offsetWidth);
        for (long at = 0; directories.next(); at++) {
            if (at == number) {
                return at == 0 ? "" : directories.path();
            }
        }
        return "";
    }

    private static String path(String folder, String name) {
        String near = folder.startsWith("./") ? folder.substring(2) : folder;
        return near.isEmpty() || name.startsWith("/") ? name : near + "/" + name;
    }
}
