package org.granary.dwarf;

/**
 * Runs the line number program of a unit and tells of each row that it makes. Each step takes a byte of the program, so a run is as long as
 * its section at most.
 *
 * <p>Source: DWARF 5, section 6.2.2 (state machine registers) and 6.2.5 (the line number program).
 */
final class LineProgram {
    private static final int LAST_SPECIAL = 255;

    private final LineUnit unit;
    private final DebugReader in;
    private final Rows rows;
    private long address;
    private long operation;
    private long file = 1;
    private long line = 1;
    private long column;

    /** Told of rows. */
    interface Rows {
        /**
         * A row.
         *
         * @param address where its code begins
         * @param file    the number of its file
         * @param line    its line; 0 when it belongs to none
         * @param column  its column, or 0
         */
        void row(long address, long file, long line, long column);

        /**
         * The rows since the last end belong together.
         *
         * @param address behind their code
         */
        void end(long address);
    }

    private LineProgram(LineUnit unit, Rows rows) {
        this.unit = unit;
        this.in = unit.program();
        this.rows = rows;
    }

    static void run(LineUnit unit, Rows rows) {
        new LineProgram(unit, rows).run();
    }

    private void run() {
        while (!in.atEnd()) {
            int opcode = in.u8();
            if (opcode >= unit.opcodeBase) {
                int adjusted = opcode - unit.opcodeBase;
                advance(adjusted / unit.lineRange);
                line += unit.lineBase + adjusted % unit.lineRange;
                rows.row(address, file, line, column);
            } else if (opcode == 0) {
                extended();
            } else {
                standard(opcode);
            }
        }
    }

    private void advance(long operations) {
        if (unit.mostOperations == 1) {
            address += unit.leastInstruction * operations;
            return;
        }
        long sum = operation + operations;
        address += unit.leastInstruction * Long.divideUnsigned(sum, unit.mostOperations);
        operation = Long.remainderUnsigned(sum, unit.mostOperations);
    }

    private void standard(int opcode) {
        switch (opcode) {
            case 1 -> rows.row(address, file, line, column);
            case 2 -> advance(in.uleb());
            case 3 -> line += in.sleb();
            case 4 -> file = in.uleb();
            case 5 -> column = in.uleb();
            case 8 -> advance((LAST_SPECIAL - unit.opcodeBase) / unit.lineRange);
            case 9 -> {
                address += in.fixed(2);
                operation = 0;
            }
            default -> {
                for (int i = 0; i < unit.arguments[opcode]; i++) {
                    in.uleb();
                }
            }
        }
    }

    private void extended() {
        DebugReader own = in.slice(in.uleb());
        if (own.atEnd()) {
            return;
        }
        switch (own.u8()) {
            case 1 -> {
                rows.end(address);
                address = 0;
                operation = 0;
                file = 1;
                line = 1;
                column = 0;
            }
            case 2 -> {
                address = own.fixed(own.limit() - own.position());
                operation = 0;
            }
            default -> {
                // files defined here and the like: nobody writes them for this machine
            }
        }
    }
}
