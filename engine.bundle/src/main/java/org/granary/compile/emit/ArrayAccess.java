package org.granary.compile.emit;

import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Stmt;
import org.objectweb.asm.Opcodes;

/**
 * A memory in one array, accessed in place.
 *
 * <p>Why not by a routine per access: the JIT compiler's budget for inlining runs out, and loops become six times slower. Why the sign of
 * the address is or-ed into the sum: an address past 2^31 is then a negative index, which the array's own
 * check refuses.
 */
final class ArrayAccess implements MemoryAccess {
    /** The array is exactly as long as the memory; its own check is the bounds check. */
    static final ArrayAccess EXACT = new ArrayAccess(false);
    /** The array may be longer; the size is checked first. */
    static final ArrayAccess ROOMY = new ArrayAccess(true);

    private static final String BYTES = "[B";
    private final boolean roomy;

    private ArrayAccess(boolean roomy) {
        this.roomy = roomy;
    }

    @Override
    public char letter() {
        return roomy ? 'r' : 'x';
    }

    @Override
    public String[] locals() {
        return roomy ? new String[] {BYTES, "I"} : new String[] {BYTES};
    }

    @Override
    public void refresh(Code code, Slots method, String owner, int memory, int[] slots) {
        method.instance();
        code.field(Opcodes.GETFIELD, owner, "a" + memory, Linked.desc(Linked.ARRAY_MEMORY));
        if (roomy) {
            code.insn(Opcodes.DUP);
            code.field(Opcodes.GETFIELD, Linked.ARRAY_MEMORY, "size", "I");
            code.store("I", slots[1]);
        }
        code.field(Opcodes.GETFIELD, Linked.ARRAY_MEMORY, "bytes", BYTES);
        code.store(BYTES, slots[0]);
    }

    @Override
    public void letGo(Code code, int[] slots) {
        code.constantNull(BYTES);
        code.store(BYTES, slots[0]);
    }

    @Override
    public void load(Expr.Load e, Expressions to, int[] slots) {
        Code code = to.code();
        Cells cells = Cells.of(e.op());
        place(cells, e.address(), e.offset(), to, slots);
        if (cells.view() == null) {
            code.insn(Opcodes.BALOAD);
        } else {
            code.invoke(Opcodes.INVOKEVIRTUAL, "java/lang/invoke/VarHandle", "get", "([BI)" + cells.type());
        }
        cells.convert(code);
    }

    @Override
    public void store(Stmt.Store s, Expressions to, int[] slots) {
        Code code = to.code();
        Cells cells = Cells.of(s.op());
        if (checksFirst(s.address()) && trapsOtherwise(s.value())) {
            array(cells, code, slots);
            to.emit(s.address());
            to.emit(s.value());
            String desc = CallShape.field(s.value().kind());
            int value = to.slots().scratch(desc);
            code.store(desc, value);
            check(cells.bytes(), s.address().kind(), s.displacement(), code, slots);
            code.load(desc, value);
        } else {
            place(cells, s.address(), s.displacement(), to, slots);
            to.emit(s.value());
        }
        cells.convert(code);
        if (cells.view() == null) {
            code.insn(Opcodes.BASTORE);
        } else {
            code.invoke(Opcodes.INVOKEVIRTUAL, "java/lang/invoke/VarHandle", "set", "([BI" + cells.type() + ")V");
        }
    }

    /** Whether bounds are checked before the access: then a store's value, which comes behind the address, would be computed too late. */
    private boolean checksFirst(Expr address) {
        return roomy || address.kind() == Kind.I64;
    }

    /** Whether the computation may end in a trap that is not that of an access out of bounds. */
    private static boolean trapsOtherwise(Expr e) {
        boolean itself = e instanceof Expr.Apply apply ? apply.op().traps()
                : e instanceof Expr.Member || e instanceof Expr.TypeCast || e instanceof Expr.TableGet;
        if (itself) {
            return true;
        }
        for (Expr operand : e.operands()) {
            if (trapsOtherwise(operand)) {
                return true;
            }
        }
        return false;
    }

    private void place(Cells cells, Expr address, long offset, Expressions to, int[] slots) {
        array(cells, to.code(), slots);
        if (checksFirst(address)) {
            to.emit(address);
            check(cells.bytes(), address.kind(), offset, to.code(), slots);
        } else {
            index(address, offset, to);
        }
    }

    private static void array(Cells cells, Code code, int[] slots) {
        if (cells.view() != null) {
            code.field(Opcodes.GETSTATIC, Linked.VIEWS, cells.view(), "Ljava/lang/invoke/VarHandle;");
        }
        code.load(BYTES, slots[0]);
    }

    /** Makes the address on the stack an index. */
    private void check(int bytes, Kind address, long offset, Code code, int[] slots) {
        if (address == Kind.I64) {
            wide(bytes, offset, code, slots);
        } else {
            checked(bytes, offset, code, slots[1]);
        }
    }

    private static void index(Expr address, long offset, Expressions to) {
        Code code = to.code();
        if (address instanceof Expr.Const constant) {
            long sum = (constant.bits() & 0xffff_ffffL) + offset;
            code.constant(sum >= 0 && sum <= Integer.MAX_VALUE ? (int) sum : -1);
            return;
        }
        to.emit(address);
        if (offset < 0 || offset > Integer.MAX_VALUE) {
            code.insn(Opcodes.POP);
            code.constant(-1);
        } else if (offset > 0 && Signs.notNegative(address)) {
            // a sum past 2^31 is negative by itself
            code.constant((int) offset);
            code.insn(Opcodes.IADD);
        } else if (offset > 0) {
            if (address instanceof Expr.LocalGet) {
                code.constant((int) offset);
                code.insn(Opcodes.IADD);
                to.emit(address);
            } else {
                code.insn(Opcodes.DUP);
                code.constant((int) offset);
                code.insn(Opcodes.IADD);
                code.insn(Opcodes.SWAP);
            }
            code.constant(31);
            code.insn(Opcodes.ISHR);
            code.insn(Opcodes.IOR);
        }
    }

    /** As {@link #checked}, in 64 bits: what has passed fits an index. The array's own check is left to the JIT compiler to drop. */
    private void wide(int bytes, long offset, Code code, int[] slots) {
        long beyond = offset + bytes - 1;
        if (offset < 0 || beyond < 0 || beyond > Integer.MAX_VALUE) {
            code.insn(Opcodes.POP2);
            code.constant(-1);
            return;
        }
        if (roomy) {
            code.load("I", slots[1]);
        } else {
            code.load(BYTES, slots[0]);
            code.insn(Opcodes.ARRAYLENGTH);
        }
        if (beyond > 0) {
            code.constant((int) beyond);
            code.insn(Opcodes.ISUB);
        }
        code.insn(Opcodes.I2L);
        code.invokeStatic("java/util/Objects", "checkIndex", "(JJ)J");
        code.insn(Opcodes.L2I);
        if (offset > 0) {
            code.constant((int) offset);
            code.insn(Opcodes.IADD);
        }
    }

    /** The address itself is checked against what the offset and the width leave of the size: measured faster than checking the sum. */
    private static void checked(int bytes, long offset, Code code, int size) {
        long beyond = offset + bytes - 1;
        if (offset < 0 || beyond > Integer.MAX_VALUE) {
            code.insn(Opcodes.POP);
            code.constant(-1);
            return;
        }
        code.load("I", size);
        if (beyond > 0) {
            code.constant((int) beyond);
            code.insn(Opcodes.ISUB);
        }
        code.invokeStatic("java/util/Objects", "checkIndex", "(II)I");
        if (offset > 0) {
            code.constant((int) offset);
            code.insn(Opcodes.IADD);
        }
    }
}
