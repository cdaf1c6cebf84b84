package org.granary.compile.emit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Kind;
import org.granary.compile.shape.Part;
import org.granary.compile.shape.SplitFunction;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/** Writes the methods of a function. Stateless. */
public final class FunctionWriter {
    /** HotSpot's compilers take no method that is longer than this many bytes. */
    public static final int LONGEST_METHOD = 8_000;

    private FunctionWriter() {
    }

    /**
     * The method of a part. Its name tells what is taken off its offsets, for stack traces have nothing else to tell it.
     *
     * @param method the function's method
     * @param part   the part
     * @return its name
     */
    static String partName(String method, Part part) {
        int base = part.base();
        return part.number() == 0 ? method : method + "$p" + part.number() + (base == 0 ? "" : "b" + base);
    }

    /**
     * The method that may leave a tail call behind.
     *
     * @param method the function's method
     * @return its name
     */
    public static String bodyName(String method) {
        return method + "$t";
    }

    /**
     * The second method of a function that stands in two.
     *
     * @param method the function's method
     * @return its name
     */
    static String mirrorName(String method) {
        return method + "$r";
    }

    static String partDesc(Part part, String frame, String instance) {
        return (part.takesCode() ? "(I" : "(") + Linked.desc(frame) + Linked.desc(instance) + (part.givesCode() ? ")I" : ")V");
    }

    static String loopDesc(Part.Detached loop, List<Kind> locals, String instance) {
        List<Kind> params = new ArrayList<>();
        for (int param : loop.params()) {
            params.add(locals.get(param));
        }
        List<Kind> results = loop.result() < 0 ? List.of() : List.of(locals.get(loop.result()));
        return new CallShape(params, results).descriptor(Linked.desc(instance));
    }

    /**
     * Writes a function in all its parts, and the trampoline where it makes tail calls.
     *
     * @param function the function
     * @param layout   the module
     * @param writers  the class that holds a part
     * @return the size of the longest method in bytes
     */
    public static int write(SplitFunction function, ModuleLayout layout, IntFunction<ClassWriter> writers) {
        int longest = 0;
        FrameShape frame = function.isSplit() ? new FrameShape(function.framed(), function.function().locals()) : null;
        for (Part part : function.parts()) {
            longest = Math.max(longest, part(function, part, frame, layout, writers.apply(part.number())));
        }
        if (function.function().tailCalls()) {
            trampoline(function, layout, writers.apply(0));
        }
        return longest;
    }

    private static int part(SplitFunction function, Part part, FrameShape frame, ModuleLayout layout, ClassWriter writer) {
        String method = layout.method(function.function().index());
        CallShape shape = layout.shape(function.function().type());
        boolean mirror = part.number() > 0 && function.isMirrored();
        boolean first = part.number() == 0 || mirror;
        String name = mirror ? mirrorName(method) : first && function.function().tailCalls() ? bodyName(method) : partName(method, part);
        String desc = first ? shape.descriptor(Linked.desc(layout.instance())) : part.detached() == null
                ? partDesc(part, frame.type(), layout.instance())
                : loopDesc(part.detached(), function.function().locals(), layout.instance());
        Code code = new Code(writer, Opcodes.ACC_STATIC, name, desc);
        code.base(part.base() << Part.UNIT_BITS);
        Slots slots = new Slots(code, layout, function.function().locals(), part.framed(), frame);
        if (first) {
            enter(function, shape, slots, code, frame != null);
        } else if (part.detached() != null) {
            for (int local : part.detached().params()) {
                slots.parameter(local);
            }
            slots.instanceParameter();
            slots.entered();
        } else {
            if (part.takesCode()) {
                slots.parameter(function.code());
            }
            slots.frameParameter();
            slots.instanceParameter();
            slots.entered();
        }
        Meter meter = new Meter(code, layout, slots, layout.epochs() && function.callsItselfAlone());
        meter.enter();
        meter.owes(!first);
        Holding holding = new Holding(code, slots, first ? function.heldBytes(shape) : 0);
        holding.begin();
        Uses uses = new Uses(part.body());
        BitSet memories = uses.memories();
        for (int memory = memories.nextSetBit(0); memory >= 0; memory = memories.nextSetBit(memory + 1)) {
            slots.holdMemory(memory);
        }
        for (int local = part.zeroed().nextSetBit(0); local >= 0; local = part.zeroed().nextSetBit(local + 1)) {
            slots.zero(local);
        }
        slots.settle();
        Expressions expressions = new Expressions(code, layout, slots, function.function().positions());
        new Statements(expressions, function, part, uses, meter, holding).emit(part.body());
        if (code.live()) {
            throw new IllegalStateException("control falls out of " + name + "\n" + function);
        }
        if (code.raises()) {
            code.handleAll(Linked.RUNTIME_EXCEPTION, slots.atEntry());
            // it stands for the whole body: no instruction has this offset
            code.line(0);
            code.invokeStatic(Linked.TRAPS, "guest", "(" + Linked.desc(Linked.RUNTIME_EXCEPTION) + ")"
                    + Linked.desc(Linked.RUNTIME_EXCEPTION));
            meter.settle();
            code.insn(Opcodes.ATHROW);
        }
        holding.handle();
        return code.finish();
    }

    /**
     * Names the parameters, takes a packed list of them apart unless the body does, makes the frame object and moves framed parameters
     * there.
     */
    private static void enter(SplitFunction function, CallShape shape, Slots slots, Code code, boolean split) {
        List<Kind> params = shape.params();
        int packed = -1;
        if (function.packed() >= 0) {
            slots.parameter(function.packed());
        } else if (shape.packsParams()) {
            packed = slots.anonymous(Linked.desc(shape.paramsClass()));
        } else {
            for (int i = 0; i < params.size(); i++) {
                slots.parameter(i);
            }
        }
        slots.instanceParameter();
        slots.entered();
        if (split) {
            slots.makeFrame();
        }
        if (function.packed() >= 0) {
            if (split && function.framed().get(function.packed())) {
                slots.moveToFrame(function.packed());
            }
            return;
        }
        for (int i = 0; i < params.size(); i++) {
            if (packed >= 0) {
                unpack(shape, i, packed, slots, code);
            } else if (split && function.parts().get(0).framed().get(i)) {
                slots.moveToFrame(i);
            }
        }
    }

    private static void unpack(CallShape shape, int param, int packed, Slots slots, Code code) {
        Kind kind = shape.params().get(param);
        String type = shape.paramsClass();
        code.load(Linked.desc(type), packed);
        code.field(Opcodes.GETFIELD, type, "f" + param, CallShape.field(kind));
        if (kind == Kind.V128) {
            code.load(Linked.desc(type), packed);
            code.field(Opcodes.GETFIELD, type, "f" + param + "h", "J");
        }
        slots.write(param);
    }

    /** The method that callers see: runs the body, then whatever it and its followers leave behind, until one of them returns. */
    private static void trampoline(SplitFunction function, ModuleLayout layout, ClassWriter writer) {
        CallShape shape = layout.shape(function.function().type());
        String method = layout.method(function.function().index());
        String instance = Linked.desc(layout.instance());
        String desc = shape.descriptor(instance);
        Code code = new Code(writer, Opcodes.ACC_STATIC, method, desc);
        Slots slots = new Slots(code, layout, shape.params(), new BitSet(), null);
        if (shape.packsParams()) {
            code.load(Linked.desc(shape.paramsClass()), slots.anonymous(Linked.desc(shape.paramsClass())));
        } else {
            for (int i = 0; i < shape.params().size(); i++) {
                slots.parameter(i);
                slots.read(i);
            }
        }
        slots.instanceParameter();
        slots.entered();
        slots.instance();
        code.invokeStatic(layout.owner(function.function().index(), 0), bodyName(method), desc);
        Trampoline.run(code, slots, shape);
        code.finish();
    }
}
