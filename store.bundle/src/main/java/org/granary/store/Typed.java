package org.granary.store;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.util.stream.IntStream;
import org.granary.type.FuncType;
import org.granary.type.NumType;
import org.granary.type.ValType;
import org.granary.vm.FuncRef;
import org.granary.vm.Functional;

/** Functions as objects of functional interfaces, under the same entry protection as untyped calls. */
final class Typed {
    private static final MethodHandle CALL = find("call", MethodType.methodType(Object[].class, Bound.class, Object[].class));
    private static final MethodHandle ENTER = find("enter", MethodType.methodType(int.class, Entry.class, Instance.class));
    private static final MethodHandle LEAVE = find("leave", MethodType.methodType(void.class, Throwable.class, int.class, Entry.class));
    private static final MethodHandle ENTRY = find("entry", MethodType.methodType(Entry.class, Bound.class));
    private static final MethodHandle VIA = find("via", MethodType.methodType(Instance.class, Bound.class));
    private static final MethodHandle REFERENCE = find("reference", MethodType.methodType(FuncRef.class, Bound.class));
    private static final MethodHandle NO_REFERENCE = MethodHandles.constant(FuncRef.class, null);
    private static final MethodHandle ONLY = find("only", MethodType.methodType(Object.class, Object[].class));

    private Typed() {
    }

    private static MethodHandle find(String name, MethodType type) {
        try {
            return MethodHandles.lookup().findStatic(Typed.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** How a function is called through an interface; all else says the interface's method. */
    private enum Way {
        /** Its numbers as they are. */
        DIRECT,
        /** With boxes, for one result. */
        ONE,
        /** With boxes, for none or several. */
        BOXED
    }

    /**
     * What the objects of an interface call: they find the reference at once, and it is let go with the instance, though the host holds
     * them still.
     */
    static final class Bound {
        private final Func function;
        private final Entry entry;
        private final Instance via;
        private FuncRef reference;
        /** Gives the reference to the one object that has it as a constant, so that the JIT compiler sees through it; or null. */
        private MutableCallSite constant;

        private Bound(Func function) {
            this.function = function;
            this.entry = function.core.entry;
            this.via = function.via();
            this.reference = function.live();
        }

        private MethodHandle constant() {
            constant = new MutableCallSite(MethodHandles.constant(FuncRef.class, reference));
            return constant.dynamicInvoker();
        }

        /** The instance is closed: who calls is told that before the reference is looked at. */
        void letGo() {
            reference = null;
            if (constant != null) {
                constant.setTarget(NO_REFERENCE);
            }
        }

        @Override
        public String toString() {
            return function.toString();
        }
    }

    static Object[] call(Bound bound, Object[] arguments) {
        return bound.function.call(arguments);
    }

    /** Enters by way of an instance, which has to be open, or of none. */
    static int enter(Entry entry, Instance via) {
        if (via != null) {
            via.requireOpen();
        }
        return entry.begin();
    }

    static void leave(Throwable thrown, int before, Entry entry) {
        try {
            if (thrown != null) {
                throw entry.failed(thrown);
            }
            entry.returned();
        } finally {
            entry.leave(before);
        }
    }

    static Entry entry(Bound bound) {
        return bound.entry;
    }

    static Instance via(Bound bound) {
        return bound.via;
    }

    static FuncRef reference(Bound bound) {
        return bound.reference;
    }

    static Object only(Object[] results) {
        return results[0];
    }

    /** Makes a function ready for {@link #of}. */
    static Bound bound(Func function) {
        return new Bound(function);
    }

    /** Binds a function to an interface. */
    static <F> F of(Bound bound, Class<F> type) {
        Func function = bound.function;
        Functional<F> form = function.core.engine().functional(type);
        MethodType wanted = form.type();
        FuncType actual = function.type();
        check(function, type, wanted);
        Way way = wanted.equals(primitive(actual)) ? Way.DIRECT : actual.results().size() == 1 ? Way.ONE : Way.BOXED;
        return form.of(bound, way, alone -> {
            MethodHandle target = way == Way.DIRECT ? direct(bound, alone) : boxed(way == Way.ONE, wanted);
            MethodHandle first = alone && way != Way.DIRECT ? target.bindTo(bound) : target;
            return first.asType(alone ? wanted : wanted.insertParameterTypes(0, Object.class));
        });
    }

    /** The method type of a function that has numbers only and at most one result, else null. */
    private static MethodType primitive(FuncType type) {
        if (type.results().size() > 1 || !type.params().stream().allMatch(NumType.class::isInstance)
                || !type.results().stream().allMatch(NumType.class::isInstance)) {
            return null;
        }
        Class<?> result = type.results().isEmpty() ? void.class : unboxed(type.results().get(0));
        return MethodType.methodType(result, type.params().stream().map(Typed::unboxed).toList());
    }

    private static Class<?> unboxed(ValType type) {
        return MethodType.methodType(Values.javaClass(type)).unwrap().returnType();
    }

    private static void check(Func function, Class<?> type, MethodType method) {
        FuncType actual = function.type();
        boolean fits = method.parameterCount() == actual.params().size();
        for (int i = 0; fits && i < method.parameterCount(); i++) {
            fits = fits(method.parameterType(i), actual.params().get(i));
        }
        fits = fits && switch (actual.results().size()) {
            case 0 -> method.returnType() == void.class;
            case 1 -> fits(method.returnType(), actual.results().get(0));
            default -> method.returnType() == Object[].class || method.returnType() == Object.class;
        };
        if (!fits) {
            throw new IllegalArgumentException(type.getName() + ": expected a method that fits " + function + ", found " + method);
        }
    }

    private static boolean fits(Class<?> java, ValType type) {
        Class<?> boxed = Values.javaClass(type);
        return java == unboxed(type) || java == boxed || java == Object.class || java == Number.class && type instanceof NumType;
    }

    /** Calls one function alone, {@code (arguments) result}, or all of its type, {@code (Bound, arguments) result}. */
    private static MethodHandle direct(Bound bound, boolean alone) {
        MethodHandle call = bound.function.core.engine().handle(bound.function.type());
        Class<?> result = call.type().returnType();
        // (before, entry, instance, reference, arguments) -> result, leaving in any case
        MethodHandle body = MethodHandles.dropArguments(call, 0, int.class, Entry.class, Instance.class);
        MethodHandle leave = LEAVE;
        if (result != void.class) {
            MethodHandle given = MethodHandles.dropArguments(MethodHandles.dropArguments(MethodHandles.identity(result), 0,
                    Throwable.class), 2, int.class, Entry.class);
            leave = MethodHandles.foldArguments(given, MethodHandles.dropArguments(leave, 1, result));
        }
        MethodHandle whole = MethodHandles.foldArguments(MethodHandles.tryFinally(body, leave), ENTER);
        if (alone) {
            return MethodHandles.collectArguments(MethodHandles.insertArguments(whole, 0, bound.entry, bound.via), 0, bound.constant());
        }
        MethodHandle three = MethodHandles.filterArguments(whole, 0, ENTRY, VIA, REFERENCE);
        MethodType one = three.type().dropParameterTypes(0, 2);
        int[] order = IntStream.range(-2, one.parameterCount()).map(i -> Math.max(0, i)).toArray();
        return MethodHandles.permuteArguments(three, one, order);
    }

    /** {@code (Bound, arguments) result}, by way of {@link Func#call(Object...)}. */
    private static MethodHandle boxed(boolean one, MethodType wanted) {
        MethodHandle call = one ? MethodHandles.filterReturnValue(CALL, ONLY) : CALL;
        MethodHandle collecting = call.asCollector(Object[].class, wanted.parameterCount());
        return collecting.asType(wanted.insertParameterTypes(0, Bound.class));
    }
}
