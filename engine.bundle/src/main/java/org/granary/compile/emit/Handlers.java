package org.granary.compile.emit;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Caught;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Handler;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Label;
import org.granary.compile.ir.Stmt;
import org.granary.vm.ExnRef;
import org.objectweb.asm.Opcodes;

/**
 * Writes {@code try} statements: the JVM's own exception table finds the handlers, which compare tags in their order. What a handler's
 * target reads is in locals that hold everywhere in the method. Where they are too many for that, a handler of all has kept the exception,
 * and the runtime compares.
 */
final class Handlers {
    static final String EXCEPTION = "org/granary/vm/ExnRef";
    private static final String TAG = "Lorg/granary/vm/Tag;";

    private final Code code;
    private final ModuleLayout layout;
    private final Slots slots;
    private final Calls calls;
    private final Function<Label, Spot> spots;

    Handlers(Code code, ModuleLayout layout, Slots slots, Calls calls, Function<Label, Spot> spots) {
        this.code = code;
        this.layout = layout;
        this.slots = slots;
        this.calls = calls;
        this.spots = spots;
    }

    void write(Control.Try s, Consumer<List<Stmt>> body) {
        Spot from = new Spot();
        Spot to = new Spot();
        Spot end = new Spot();
        slots.rebase();
        code.mark(from);
        code.nothing();
        body.accept(s.body());
        if (code.live()) {
            code.jump(Opcodes.GOTO, end);
        }
        code.mark(to);
        slots.rebase();
        code.handle(from, to, new Spot(), EXCEPTION);
        int exception = slots.anonymous(Linked.desc(EXCEPTION));
        code.store(Linked.desc(EXCEPTION), exception);
        for (Handler handler : s.handlers()) {
            handler(handler, exception);
        }
        if (code.live()) {
            code.load(Linked.desc(EXCEPTION), exception);
            code.insn(Opcodes.ATHROW);
        }
        slots.rebase();
        code.place(end);
    }

    /** Pushes the number of the handler that takes an exception. */
    static void choose(Caught.Choose s, Code code, Slots slots) {
        slots.read(s.exception());
        slots.instance();
        code.constant(tags(s.tags()));
        code.invokeStatic(EXCEPTION, "choose", "(Ljava/lang/Object;" + Linked.desc(Linked.INSTANCE) + "Ljava/lang/String;)I");
    }

    /** Two characters for each index: no more than the 65,535 bytes of a string constant for as many clauses as may be. */
    private static String tags(List<Integer> tags) {
        StringBuilder text = new StringBuilder(2 * tags.size());
        for (int tag : tags) {
            text.append((char) (tag >>> ExnRef.TAG_BITS)).append((char) (tag & (1 << ExnRef.TAG_BITS) - 1));
        }
        return text.toString();
    }

    /** Pushes the object in which an exception carries its values. */
    static void values(Caught.Open s, Code code, Slots slots) {
        slots.read(s.exception());
        code.invokeStatic(EXCEPTION, "values", "(Ljava/lang/Object;)Ljava/lang/Object;");
    }

    private void handler(Handler handler, int exception) {
        if (!code.live()) {
            return;
        }
        Spot next = new Spot();
        Object[] before = slots.snapshot();
        if (handler.tag() >= 0) {
            code.load(Linked.desc(EXCEPTION), exception);
            code.field(Opcodes.GETFIELD, EXCEPTION, "tag", TAG);
            slots.instance();
            code.constant(handler.tag());
            code.invoke(Opcodes.INVOKEVIRTUAL, Linked.INSTANCE, "tag", "(I)" + TAG);
            code.jump(Opcodes.IF_ACMPNE, next);
        }
        if (!handler.values().isEmpty()) {
            List<Kind> kinds = layout.tagKinds(handler.tag());
            String type = CallShape.valuesClass(kinds);
            code.load(Linked.desc(EXCEPTION), exception);
            code.field(Opcodes.GETFIELD, EXCEPTION, "values", "Ljava/lang/Object;");
            code.cast(type);
            calls.received(kinds, handler.values());
        }
        if (handler.reference() >= 0) {
            slots.begin(handler.reference());
            code.load(Linked.desc(EXCEPTION), exception);
            slots.finish(handler.reference());
        }
        slots.refresh();
        code.jump(Opcodes.GOTO, spots.apply(handler.target()));
        if (handler.tag() >= 0) {
            slots.restore(before);
            code.place(next);
        }
    }
}
