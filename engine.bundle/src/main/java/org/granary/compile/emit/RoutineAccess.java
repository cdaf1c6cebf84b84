package org.granary.compile.emit;

import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Stmt;
import org.objectweb.asm.Opcodes;

/** A memory of many pieces, accessed by routines with 64-bit addresses. */
final class RoutineAccess implements MemoryAccess {
    /** Many arrays. */
    static final RoutineAccess LARGE = new RoutineAccess('l', Linked.LARGE_MEMORY);
    /** What several threads use at once. */
    static final RoutineAccess SHARED = new RoutineAccess('s', Linked.SHARED_MEMORY);

    private final char letter;
    private final String memoryClass;
    private final String desc;

    private RoutineAccess(char letter, String memoryClass) {
        this.letter = letter;
        this.memoryClass = memoryClass;
        this.desc = Linked.desc(memoryClass);
    }

    @Override
    public char letter() {
        return letter;
    }

    @Override
    public String[] locals() {
        return new String[] {desc};
    }

    @Override
    public void refresh(Code code, Slots method, String owner, int memory, int[] slots) {
        method.instance();
        code.field(Opcodes.GETFIELD, owner, String.valueOf(letter) + memory, desc);
        code.store(desc, slots[0]);
    }

    @Override
    public void letGo(Code code, int[] slots) {
        // the local holds the memory itself, which stays
    }

    @Override
    public void load(Expr.Load e, Expressions to, int[] slots) {
        Code code = to.code();
        Cells cells = Cells.of(e.op());
        place(e.address(), e.offset(), to, slots);
        code.invoke(Opcodes.INVOKEVIRTUAL, memoryClass, "get" + 8 * cells.bytes(), "(J)" + raw(cells));
        switch (cells.type()) {
            case "C" -> code.insn(Opcodes.I2C);
            case "F" -> code.invokeStatic("java/lang/Float", "intBitsToFloat", "(I)F");
            case "D" -> code.invokeStatic("java/lang/Double", "longBitsToDouble", "(J)D");
            default -> { }
        }
        cells.convert(code);
    }

    @Override
    public void store(Stmt.Store s, Expressions to, int[] slots) {
        Code code = to.code();
        Cells cells = Cells.of(s.op());
        place(s.address(), s.displacement(), to, slots);
        to.emit(s.value());
        cells.convert(code);
        switch (cells.type()) {
            case "F" -> code.invokeStatic("java/lang/Float", "floatToRawIntBits", "(F)I");
            case "D" -> code.invokeStatic("java/lang/Double", "doubleToRawLongBits", "(D)J");
            default -> { }
        }
        code.invoke(Opcodes.INVOKEVIRTUAL, memoryClass, "put" + 8 * cells.bytes(), cells.bytes() == 8 ? "(JJ)V" : "(JI)V");
    }

    private static String raw(Cells cells) {
        return switch (cells.bytes()) {
            case 1 -> "B";
            case 2 -> "S";
            case 4 -> "I";
            default -> "J";
        };
    }

    private void place(Expr address, long offset, Expressions to, int[] slots) {
        Code code = to.code();
        code.load(desc, slots[0]);
        effective(address, offset, to);
    }

    /** Pushes an effective address as 64 bits. */
    static void effective(Expr address, long offset, Expressions to) {
        Code code = to.code();
        to.emit(address);
        if (address.kind() == Kind.I32) {
            to.widen();
            if (offset != 0) {
                code.constant(offset);
                code.insn(Opcodes.LADD);
            }
        } else if (offset != 0) {
            code.constant(offset);
            code.invokeStatic(Linked.LARGE_MEMORY, "effective", "(JJ)J");
        }
    }
}
