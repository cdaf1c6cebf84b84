package org.granary.compile.emit;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Kind;
import org.objectweb.asm.Opcodes;

/**
 * The locals of one method: which slot holds what, which of the function's locals live in the frame object, and the types that a
 * stack-map frame must name. Slots are given out when a local is first met.
 */
final class Slots implements Supplier<Object[]> {
    private static final int[] NONE = {};

    private final Code code;
    private final ModuleLayout layout;
    private final List<Kind> kinds;
    private final BitSet framed;
    private final FrameShape shape;
    private final int[] slots;
    private int[][] memories = {};
    private Object[] types = new Object[16];
    private Object[] base;
    private Object[] entry;
    private int next;
    private int instance = -1;
    private int frame = -1;
    private int spent = -1;

    /**
     * For a method.
     *
     * @param code   the method
     * @param layout the module
     * @param kinds  the kinds of the function's locals
     * @param framed those in the frame object
     * @param shape  the frame object, or null
     */
    Slots(Code code, ModuleLayout layout, List<Kind> kinds, BitSet framed, FrameShape shape) {
        this.code = code;
        this.layout = layout;
        this.kinds = kinds;
        this.framed = framed;
        this.shape = shape;
        this.slots = new int[kinds.size()];
        Arrays.fill(slots, -1);
        code.locals(this);
    }

    /** What a stack-map frame names now. */
    @Override
    public Object[] get() {
        return compress(types);
    }

    /** Frame types by slot become the list that a frame names: one entry for a long or double, the end cut. */
    private static Object[] compress(Object[] bySlot) {
        int used = bySlot.length;
        while (used > 0 && bySlot[used - 1] == null) {
            used--;
        }
        Object[] list = new Object[used];
        int count = 0;
        for (int slot = 0; slot < used; slot++) {
            Object type = bySlot[slot];
            list[count++] = type == null ? Opcodes.TOP : type;
            if (Opcodes.LONG.equals(type) || Opcodes.DOUBLE.equals(type)) {
                slot++;
            }
        }
        return Arrays.copyOf(list, count);
    }

    private int take(String desc) {
        int slot = next;
        next += desc.equals("J") || desc.equals("D") ? 2 : 1;
        return slot;
    }

    private void set(int slot, String desc) {
        if (slot + 2 > types.length) {
            types = Arrays.copyOf(types, Math.max(slot + 2, types.length * 2));
        }
        types[slot] = Frames.type(desc);
    }

    /**
     * The next JVM parameter is one of the function's locals.
     *
     * @param local its number
     */
    void parameter(int local) {
        slot(local);
        assigned(local);
    }

    /**
     * The next JVM parameter, or a new local, of a class.
     *
     * @param desc the descriptor
     * @return its slot
     */
    int anonymous(String desc) {
        int slot = take(desc);
        set(slot, desc);
        return slot;
    }

    /** The next JVM parameter is the instance; it is the last. */
    void instanceParameter() {
        instance = anonymous(Linked.desc(layout.instance()));
    }

    /** The next JVM parameter is the frame object. */
    void frameParameter() {
        frame = anonymous(Linked.desc(shape.type()));
    }

    /** All parameters have been named. */
    void entered() {
        entry = types.clone();
    }

    /** A local of the method's own, with a value on the stack, that is set everywhere, in the method's handler too. */
    int everywhere(String desc) {
        int slot = take(desc);
        code.store(desc, slot);
        set(slot, desc);
        entry = types.clone();
        return slot;
    }

    /** What the method owes for fuel stands in a local that is set everywhere. */
    void spentIn(int slot) {
        spent = slot;
    }

    /** Pushes what the method owes for fuel. */
    void spent() {
        code.load("J", spent);
    }

    /** The frame types at the method's entry, which hold everywhere. */
    Object[] atEntry() {
        return compress(entry);
    }

    /** Makes the frame object. */
    void makeFrame() {
        shape.make(code);
        frame = anonymous(Linked.desc(shape.type()));
        code.store(Linked.desc(shape.type()), frame);
    }

    /** A JVM parameter becomes a framed local. */
    void moveToFrame(int local) {
        String desc = CallShape.field(kinds.get(local));
        toFrame(local, false, desc, slots[local]);
        if (kinds.get(local) == Kind.V128) {
            toFrame(local, true, desc, slots[local] + 2);
        }
    }

    private void toFrame(int local, boolean high, String desc, int slot) {
        shape.place(code, this, local, high);
        code.load(desc, slot);
        shape.set(code, local, high);
    }

    /** Keeps a memory at hand. */
    void holdMemory(int memory) {
        if (memories.length <= memory) {
            memories = Arrays.copyOf(memories, memory + 1);
        }
        MemoryAccess access = layout.access(memory);
        memories[memory] = new int[access.locals().length];
        for (int i = 0; i < access.locals().length; i++) {
            memories[memory][i] = take(access.locals()[i]);
        }
        refresh(memory);
        for (int i = 0; i < access.locals().length; i++) {
            set(memories[memory][i], access.locals()[i]);
        }
    }

    /** Reads the places of all memories at hand again, where they may have changed. */
    void refresh() {
        for (int memory = 0; memory < memories.length; memory++) {
            if (memories[memory] != null && !layout.steady(memory)) {
                refresh(memory);
            }
        }
    }

    /**
     * Before a call after which {@link #refresh} follows: what is called may grow a memory, and while the JVM interprets this method, the
     * array that was outgrown would live until the call is over. A guest that calls itself between growths held them all.
     */
    void letGo() {
        for (int memory = 0; memory < memories.length; memory++) {
            if (memories[memory] != null && !layout.steady(memory)) {
                layout.access(memory).letGo(code, memories[memory]);
            }
        }
    }

    /** Whether a memory is at hand whose place may change. */
    boolean holdsMovable() {
        for (int memory = 0; memory < memories.length; memory++) {
            if (memories[memory] != null && !layout.steady(memory)) {
                return true;
            }
        }
        return false;
    }

    private void refresh(int memory) {
        layout.access(memory).refresh(code, this, layout.instance(), memory, memories[memory]);
    }

    int[] memory(int memory) {
        return memory < memories.length && memories[memory] != null ? memories[memory] : NONE;
    }

    /** Gives a local its zero. */
    void zero(int local) {
        Kind kind = kinds.get(local);
        switch (kind) {
            case I32 -> code.constant(0);
            case I64 -> code.constant(0L);
            case F32 -> code.floatBits(0);
            case F64 -> code.doubleBits(0);
            case V128 -> {
                code.constant(0L);
                code.constant(0L);
            }
            default -> code.constantNull(CallShape.field(kind));
        }
        write(local);
    }

    /** What is set now is what every mark and loop head finds. */
    void settle() {
        base = types.clone();
    }

    /** Control comes from several places: only what every place finds is known. */
    void rebase() {
        types = base.clone();
    }

    Object[] snapshot() {
        return types.clone();
    }

    void restore(Object[] snapshot) {
        types = snapshot.clone();
    }

    /** Only what was also known there stays known. */
    void meet(Object[] other) {
        for (int i = 0; i < types.length; i++) {
            if (i >= other.length || other[i] == null) {
                types[i] = null;
            }
        }
    }

    private int slot(int local) {
        if (slots[local] < 0) {
            slots[local] = next;
            next += kinds.get(local).slots();
        }
        return slots[local];
    }

    private void assigned(int local) {
        String desc = CallShape.field(kinds.get(local));
        set(slots[local], desc);
        if (kinds.get(local) == Kind.V128) {
            set(slots[local] + 2, desc);
        }
    }

    void instance() {
        code.load(Linked.desc(layout.instance()), instance);
    }

    void frame() {
        code.load(Linked.desc(shape.type()), frame);
    }

    String frameType() {
        return shape.type();
    }

    Kind kind(int local) {
        return kinds.get(local);
    }

    /** Pushes a local. */
    void read(int local) {
        if (framed.get(local)) {
            shape.get(code, this, local);
            return;
        }
        String desc = CallShape.field(kinds.get(local));
        code.load(desc, slot(local));
        if (kinds.get(local) == Kind.V128) {
            code.load(desc, slot(local) + 2);
        }
    }

    /** Pushes one half of a v128 local. */
    void readHalf(int local, boolean high) {
        if (framed.get(local)) {
            shape.half(code, this, local, high);
            return;
        }
        code.load("J", slot(local) + (high ? 2 : 0));
    }

    /** Before a value is pushed that {@link #finish} takes: for framed locals the object has to come first. */
    void begin(int local) {
        if (framed.get(local) && kinds.get(local) != Kind.V128) {
            shape.place(code, this, local, false);
        }
    }

    /** Sets a local to what has been pushed since {@link #begin}. */
    void finish(int local) {
        if (framed.get(local) && kinds.get(local) != Kind.V128) {
            shape.set(code, local, false);
        } else {
            write(local);
        }
    }

    /** Sets a local to the value on the stack. */
    void write(int local) {
        Kind kind = kinds.get(local);
        String desc = CallShape.field(kind);
        if (framed.get(local)) {
            int low = take(desc);
            int high = kind == Kind.V128 ? take(desc) : low;
            code.store(desc, high);
            if (kind == Kind.V128) {
                code.store(desc, low);
                toFrame(local, true, desc, high);
            }
            toFrame(local, false, desc, low);
            next = low;
            return;
        }
        if (kind == Kind.V128) {
            code.store(desc, slot(local) + 2);
        }
        code.store(desc, slot(local));
        assigned(local);
    }

    /** A slot that is free until the next local is met. */
    int scratch(String desc) {
        int slot = take(desc);
        next = slot;
        return slot;
    }

    /** Adds to an i32 local; false when it lives in the frame object. */
    boolean increment(int local, int by) {
        if (framed.get(local)) {
            return false;
        }
        code.increment(slot(local), by);
        return true;
    }
}
