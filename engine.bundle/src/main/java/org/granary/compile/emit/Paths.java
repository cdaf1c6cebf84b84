package org.granary.compile.emit;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The paths of one JVM method being written: spots, jumps, handlers and lines; where control can come, and the frame that is due there.
 * What stands on the operand stack is kept here, pushed and popped by the instructions. Confined to one thread.
 *
 * <p>Why frames are written here and not computed by the library: computing them would need the class hierarchy, costs more time than all
 * the rest, and all types are known anyway.
 */
abstract class Paths {
    private static final int LAST_LINE = 65_535;

    final MethodVisitor mv;
    final OperandTypes stack = new OperandTypes();
    private Label start = new Label();
    private final Label end = new Label();
    /** Null where they stay the same. */
    private Supplier<Object[]> locals;
    private Object[] sameLocals = {};
    private boolean framePending;
    private boolean live = true;
    private int slots;
    private int line = -1;
    private int base;

    Paths(ClassWriter writer, int access, String name, String desc) {
        mv = writer.visitMethod(access, name, desc, null, null);
        slots = Type.getArgumentsAndReturnSizes(desc) >> 2;
        if ((access & Opcodes.ACC_STATIC) != 0) {
            slots--;
        }
        mv.visitCode();
        mv.visitLabel(start);
    }

    /** The method has slots for locals at least to here. */
    final void reserve(int many) {
        slots = Math.max(slots, many);
    }

    /** Says where the types of the locals come from when a frame is written: as the bytecode library wants them, at that time. */
    public final void locals(Supplier<Object[]> source) {
        locals = source;
    }

    /** Says the types of the locals in all frames. */
    public final void locals(Object... same) {
        locals = null;
        sameLocals = same;
    }

    private Object[] localsNow() {
        return locals == null ? sameLocals : locals.get();
    }

    /**
     * Whether control can come to the next instruction.
     *
     * @return false after a jump, a return or a throw, until a used spot is placed
     */
    public final boolean live() {
        return live;
    }

    /** Ends the method; gives its size in bytes. */
    public final int finish() {
        mv.visitLabel(end);
        mv.visitMaxs(stack.deepest(), slots);
        mv.visitEnd();
        return end.getOffset();
    }

    /** Leaves what is written so far out of {@link #handleAll}. */
    final void protectFromHere() {
        start = new Label();
        mv.visitLabel(start);
    }

    /**
     * Handles exceptions of all instructions so far, or since {@link #protectFromHere}, by a handler that begins here; the handler has the
     * exception on its stack.
     *
     * @param type    the internal name of the exception class
     * @param atEntry the frame's locals in the handler
     */
    public final void handleAll(String type, Object[] atEntry) {
        Label handler = new Label();
        mv.visitTryCatchBlock(start, handler, handler, type);
        mv.visitLabel(handler);
        enterHandler(type, atEntry);
    }

    /**
     * Places a spot in a handler of {@link #handleAll}, to which its other instructions come with the same on the stack.
     *
     * @param spot    the place
     * @param atEntry the frame's locals in the handler
     */
    final void placeInHandler(Spot spot, Object[] atEntry) {
        mv.visitLabel(spot.label);
        mv.visitFrame(Opcodes.F_NEW, atEntry.length, atEntry, stack.height(), stack.types());
        framePending = false;
        live = true;
    }

    /**
     * Places a handler; the exception is on the stack.
     *
     * @param type    the internal name of the exception class
     * @param atEntry the frame's locals in the handler
     */
    private void enterHandler(String type, Object[] atEntry) {
        stack.clear();
        stack.push(type);
        mv.visitFrame(Opcodes.F_NEW, atEntry.length, atEntry, 1, new Object[] {type});
        framePending = false;
        live = true;
    }

    /**
     * Places a spot as the handler of a range; the exception is on the stack and the locals are as the source of frames says now.
     *
     * @param from    the first instruction
     * @param to      after the last instruction; nothing is handled when the range is empty
     * @param handler the handler's spot, placed here
     * @param type    the internal name of the exception class
     */
    public final void handle(Spot from, Spot to, Spot handler, String type) {
        mv.visitTryCatchBlock(from.label, to.label, handler.label, type);
        mv.visitLabel(handler.label);
        enterHandler(type, localsNow());
    }

    /** Marks a place for {@link #handle} without a frame. */
    public final void mark(Spot spot) {
        mv.visitLabel(spot.label);
    }

    /** An instruction without effect, so that a range is never empty. */
    public final void nothing() {
        flush();
        mv.visitInsn(Opcodes.NOP);
    }

    /** The line that the next instructions belong to, or -1. */
    public final int line() {
        return line;
    }

    /**
     * Says where the next instructions come from; what passes the range of lines is told as its end.
     *
     * @param offset from the start of the function's body
     */
    public final void at(int offset) {
        line(Math.max(0, Math.min(offset - base, LAST_LINE)));
    }

    /**
     * Says what is taken off offsets.
     *
     * @param offset from the start of the function's body
     */
    public final void base(int offset) {
        base = offset;
    }

    /** Says which line (0 to 65,535) the next instructions belong to. */
    public final void line(int number) {
        if (number != line && live) {
            line = number;
            Label here = new Label();
            mv.visitLabel(here);
            mv.visitLineNumber(number, here);
        }
    }

    /**
     * Places a spot: control may come here by jumps and from above. The stack is as it stands.
     *
     * @param spot the place
     */
    public final void place(Spot spot) {
        mv.visitLabel(spot.label);
        if (spot.used) {
            live = true;
            framePending = true;
        }
    }

    /**
     * Places a spot that will be jumped to from below, with nothing on the stack.
     *
     * @param spot the place
     */
    public final void placeHead(Spot spot) {
        spot.used = true;
        place(spot);
    }

    /**
     * The height of the stack, to {@link #restore} it where two paths meet.
     *
     * @return number of values
     */
    public final int height() {
        return stack.height();
    }

    /**
     * Forgets values above a height: the other path has not pushed them.
     *
     * @param height what {@link #height} gave
     */
    public final void restore(int height) {
        while (stack.height() > height) {
            stack.pop();
        }
    }

    final void flush() {
        if (framePending) {
            framePending = false;
            Object[] now = localsNow();
            mv.visitFrame(Opcodes.F_NEW, now.length, now, stack.height(), stack.types());
        }
    }

    final void dead() {
        live = false;
        stack.clear();
    }

    /**
     * Jumps.
     *
     * @param opcode {@code goto} or a conditional jump
     * @param to     where to
     */
    public final void jump(int opcode, Spot to) {
        flush();
        if (opcode != Opcodes.GOTO) {
            stack.pop();
            if (opcode >= Opcodes.IF_ICMPEQ && opcode <= Opcodes.IF_ACMPNE) {
                stack.pop();
            }
        }
        to.used = true;
        mv.visitJumpInsn(opcode, to.label);
        if (opcode == Opcodes.GOTO) {
            live = false;
        }
    }

    /**
     * A switch over a dense range.
     *
     * @param low       the least key
     * @param spots     for each key from there
     * @param otherwise for all others
     */
    public final void tableSwitch(int low, List<Spot> spots, Spot otherwise) {
        flush();
        stack.pop();
        mv.visitTableSwitchInsn(low, low + spots.size() - 1, use(otherwise), use(spots));
        live = false;
    }

    /**
     * A switch over scattered keys.
     *
     * @param keys      in ascending order
     * @param spots     as many
     * @param otherwise for all others
     */
    public final void lookupSwitch(int[] keys, List<Spot> spots, Spot otherwise) {
        flush();
        stack.pop();
        mv.visitLookupSwitchInsn(use(otherwise), keys, use(spots));
        live = false;
    }

    private static Label[] use(List<Spot> spots) {
        Label[] labels = new Label[spots.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = use(spots.get(i));
        }
        return labels;
    }

    private static Label use(Spot spot) {
        spot.used = true;
        return spot.label;
    }

    /**
     * Says that the path that begins here has a value on the stack which the path above has taken.
     *
     * @param desc the descriptor of its type
     */
    public final void assume(String desc) {
        stack.push(Frames.type(desc));
    }

    @Override
    public String toString() {
        return "stack " + Arrays.toString(stack.types());
    }
}
