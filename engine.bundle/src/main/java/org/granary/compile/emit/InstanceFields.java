package org.granary.compile.emit;

import org.granary.compile.ir.CallShape;
import org.objectweb.asm.Opcodes;

/**
 * What the instance class keeps at hand in typed fields. A class file has 65,535 constants, so of each kind only the first have a field;
 * the others are taken out of the instance's arrays whenever they are used. Stateless.
 */
public final class InstanceFields {
    /** Imported functions with a field; each takes up to seven constants. */
    private static final int FUNCTIONS = 3_000;
    /** Tables with a field; each takes three constants. */
    private static final int TABLES = 1_000;
    /** Globals with a field; each takes three constants, or six. */
    private static final int GLOBALS = 6_000;

    private InstanceFields() {
    }

    /**
     * Whether an imported function has a field.
     *
     * @param index its index
     * @return true for the first ones
     */
    public static boolean hasFunction(int index) {
        return index < FUNCTIONS;
    }

    /**
     * Whether a table has a field.
     *
     * @param index its index
     * @return true for the first ones
     */
    public static boolean hasTable(int index) {
        return index < TABLES;
    }

    /**
     * Whether a global has a field, for its value or for its cell.
     *
     * @param index its index
     * @return true for the first ones; the others are all in cells
     */
    public static boolean hasGlobal(int index) {
        return index < GLOBALS;
    }

    /** Pushes an imported function as its call interface; takes the instance. */
    static void function(Code code, ModuleLayout layout, int index, CallShape shape) {
        if (hasFunction(index)) {
            code.field(Opcodes.GETFIELD, layout.instance(), "i" + index, Linked.desc(shape.callInterface()));
        } else {
            element(code, "functions", Linked.FUNC_REF, index);
            code.cast(shape.callInterface());
        }
    }

    /** Pushes a table; takes the instance. */
    static void table(Code code, ModuleLayout layout, int index) {
        if (hasTable(index)) {
            code.field(Opcodes.GETFIELD, layout.instance(), "t" + index, Linked.desc(Linked.TABLE));
        } else {
            element(code, "tables", Linked.TABLE, index);
        }
    }

    /** Pushes the cell of a global; takes the instance. */
    static void cell(Code code, ModuleLayout layout, int index) {
        if (hasGlobal(index)) {
            code.field(Opcodes.GETFIELD, layout.instance(), "c" + index, Linked.desc(Linked.CELL));
        } else {
            element(code, "globals", Linked.CELL, index);
        }
    }

    /**
     * Pushes an element of one of the instance's arrays; takes the instance.
     *
     * @param code  the method
     * @param array the array's name
     * @param type  the elements' class
     * @param index which element
     */
    public static void element(Code code, String array, String type, int index) {
        code.field(Opcodes.GETFIELD, Linked.INSTANCE, array, "[" + Linked.desc(type));
        code.constant(index);
        code.arrayLoad(Linked.desc(type));
    }
}
