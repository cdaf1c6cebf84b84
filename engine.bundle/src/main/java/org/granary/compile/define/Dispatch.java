package org.granary.compile.define;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import org.granary.compile.emit.Code;
import org.granary.compile.emit.Frames;
import org.granary.compile.emit.Linked;
import org.granary.compile.emit.Spot;
import org.granary.compile.ir.CallShape;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes methods that choose among functions of one shape by index: {@code (parameters, int index, Instance)}. Where the switch would
 * pass what the JIT compiler takes, the method chooses among methods that choose, to any depth.
 */
final class Dispatch {
    /** Bytes of bytecode that the cases of one switch may take. */
    private static final int MOST_BYTES = 6_000;

    /** In a crowded class, only so many functions are chosen among by one of its own methods. */
    private static final int FEW = 4;

    /**
     * A method in which a choice is made.
     *
     * @param code       the method, its source of frames set
     * @param name       its name, for the helpers beside it
     * @param parameters the slot where the parameters begin
     * @param instance   the slot of the instance
     * @param referred   whether the index is that of the function reference before the instance; else it stands there itself
     */
    record Place(Code code, String name, int parameters, int instance, boolean referred) {
        private void pushIndex() {
            if (referred) {
                code.load(Linked.desc(Linked.FUNC_REF), instance - 1);
                code.field(Opcodes.GETFIELD, Linked.FUNC_REF, "index", "I");
            } else {
                code.load("I", instance - 1);
            }
        }
    }

    private final Homes homes;
    private final CallShape shape;
    private final String instance;
    private final IntFunction<String[]> callee;
    private final List<String> parameters;
    /** Of a function: the same object for all of them, which is looked through once. */
    private final String called;

    /**
     * For functions of one shape.
     *
     * @param homes    the classes
     * @param shape    the shape
     * @param instance the descriptor of the instance
     * @param callee   the class and the method of a function
     */
    Dispatch(Homes homes, CallShape shape, String instance, IntFunction<String[]> callee) {
        this.homes = homes;
        this.shape = shape;
        this.instance = instance;
        this.callee = callee;
        this.parameters = parameters(shape);
        this.called = shape.descriptor(instance);
    }

    /** The JVM parameters of a shape, one descriptor each. */
    static List<String> parameters(CallShape shape) {
        List<String> parameters = new ArrayList<>();
        for (Type type : Type.getArgumentTypes(shape.descriptor(""))) {
            parameters.add(type.getDescriptor());
        }
        return parameters;
    }

    static int slots(List<String> parameters) {
        int slots = 0;
        for (String desc : parameters) {
            slots += Type.getType(desc).getSize();
        }
        return slots;
    }

    /** Pushes parameters; gives the slot after them. */
    static int push(Code code, List<String> parameters, int first) {
        int slot = first;
        for (String desc : parameters) {
            code.load(desc, slot);
            slot += Type.getType(desc).getSize();
        }
        return slot;
    }

    static Object[] frame(List<String> descs) {
        Object[] types = new Object[descs.size()];
        for (int i = 0; i < types.length; i++) {
            types[i] = Frames.type(descs.get(i));
        }
        return types;
    }

    static void giveBack(Code code, CallShape shape) {
        code.insn(Type.getType(shape.result()).getOpcode(Opcodes.IRETURN));
    }

    private String desc() {
        return shape.descriptor("I" + instance);
    }

    /**
     * Writes the cases into a method, and helpers beside it where there are too many.
     *
     * @param place     the method
     * @param functions the functions, ascending
     * @param otherwise where to go for any other index
     */
    void cases(Place place, int[] functions, Spot otherwise) {
        if (functions.length > most() || homes.crowded() && functions.length > FEW) {
            helpers(place, functions);
        } else {
            direct(place, functions, otherwise);
        }
    }

    /** How many functions, or methods that choose, one method chooses among. */
    private int most() {
        return Math.max(4, MOST_BYTES / (10 + 8 + parameters.size() * 3));
    }

    private void direct(Place place, int[] functions, Spot otherwise) {
        Code code = place.code();
        if (functions.length == 0) {
            code.jump(Opcodes.GOTO, otherwise);
            return;
        }
        List<Spot> spots = new ArrayList<>();
        for (int i = 0; i < functions.length; i++) {
            spots.add(new Spot());
        }
        place.pushIndex();
        choose(code, functions, spots, otherwise);
        for (int i = 0; i < functions.length; i++) {
            code.place(spots.get(i));
            push(code, parameters, place.parameters());
            code.load(instance, place.instance());
            String[] target = callee.apply(functions[i]);
            code.invokeStatic(target[0], target[1], called);
            giveBack(code, shape);
        }
    }

    private static void choose(Code code, int[] keys, List<Spot> spots, Spot otherwise) {
        int low = keys[0];
        int range = keys[keys.length - 1] - low + 1;
        if (range <= keys.length * 2) {
            List<Spot> dense = new ArrayList<>(Collections.nCopies(range, otherwise));
            for (int i = 0; i < keys.length; i++) {
                dense.set(keys[i] - low, spots.get(i));
            }
            code.tableSwitch(low, dense, otherwise);
        } else {
            code.lookupSwitch(keys, spots, otherwise);
        }
    }

    /** Chooses among as few methods as will do, each of which chooses among its share of the functions. */
    private void helpers(Place place, int[] functions) {
        int most = most();
        int share = most;
        while ((functions.length + share - 1) / share > most) {
            share = Math.min(functions.length, share * most);
        }
        List<int[]> groups = new ArrayList<>();
        for (int from = 0; from < functions.length; from += share) {
            groups.add(Arrays.copyOfRange(functions, from, Math.min(functions.length, from + share)));
        }
        halve(place, groups, 0, groups.size());
    }

    private void halve(Place place, List<int[]> groups, int from, int to) {
        Code code = place.code();
        if (to - from > 1) {
            int middle = (from + to) >>> 1;
            Spot right = new Spot();
            place.pushIndex();
            code.constant(groups.get(middle)[0]);
            code.jump(Opcodes.IF_ICMPGE, right);
            halve(place, groups, from, middle);
            code.place(right);
            halve(place, groups, middle, to);
            return;
        }
        int[] group = groups.get(from);
        String helper = place.name() + "$" + from;
        push(code, parameters, place.parameters());
        place.pushIndex();
        code.load(instance, place.instance());
        Homes.Home home = homes.helper(group.length);
        code.invokeStatic(home.name(), helper, desc());
        giveBack(code, shape);
        helper(home, helper, group);
    }

    private void helper(Homes.Home home, String name, int[] functions) {
        Place place = place(home, name);
        Spot otherwise = begin(place.code(), parameters);
        if (functions.length > most()) {
            helpers(place, functions);
        } else {
            direct(place, functions, otherwise);
        }
        end(place, otherwise);
    }

    /**
     * Writes a static method of the class itself.
     *
     * @param name      the method's name
     * @param functions the functions, ascending
     */
    void function(String name, int[] functions) {
        Place place = place(homes.main(), name);
        Spot otherwise = begin(place.code(), parameters);
        cases(place, functions, otherwise);
        end(place, otherwise);
    }

    /** A static method. */
    private Place place(Homes.Home home, String name) {
        Code code = new Code(home.writer(), Opcodes.ACC_STATIC, name, desc());
        return new Place(code, name, 0, slots(parameters) + 1, false);
    }

    /**
     * Writes an instance method of the class itself.
     *
     * @param name      the method's name
     * @param functions the functions, ascending
     */
    void method(String name, int[] functions) {
        Code code = new Code(homes.main().writer(), 0, name, desc());
        List<String> locals = new ArrayList<>(parameters);
        locals.add(0, Linked.desc(homes.main().name()));
        Place place = new Place(code, name, 1, slots(locals) + 1, false);
        Spot otherwise = begin(code, locals);
        cases(place, functions, otherwise);
        end(place, otherwise);
    }

    private Spot begin(Code code, List<String> before) {
        List<String> locals = new ArrayList<>(before);
        locals.add("I");
        locals.add(instance);
        code.locals(frame(locals));
        return new Spot();
    }

    private static void end(Place place, Spot otherwise) {
        Code code = place.code();
        if (otherwise.used()) {
            code.place(otherwise);
            place.pushIndex();
            code.invokeStatic(Linked.TRAPS, "unknownFunction", "(I)" + Linked.desc(Linked.RUNTIME_EXCEPTION));
            code.insn(Opcodes.ATHROW);
        }
        code.finish();
    }
}
