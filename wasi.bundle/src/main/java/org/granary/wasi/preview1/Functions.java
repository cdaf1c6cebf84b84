package org.granary.wasi.preview1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.store.Caller;
import org.granary.store.HostFunction;
import org.granary.store.IntegerFunction;
import org.granary.type.FuncType;
import org.granary.type.NumType;
import org.granary.type.ValType;

/** The functions of the interface, for any store. Immutable. */
public final class Functions {
    /** The module name of preview 1. */
    public static final String PREVIEW1 = "wasi_snapshot_preview1";
    /** The module name of preview 0. */
    public static final String PREVIEW0 = "wasi_unstable";

    /** What a function does. A record for each family of functions: the JVM links a lambda for each in more time than a program takes. */
    interface Body {
        /** The item name, by which the family knows what to do. */
        String name();

        Errno run(Call call) throws IOException;
    }

    /** A body in one version of the interface. */
    private record Versioned(Body body, boolean preview0) implements IntegerFunction<Object> {
        @Override
        public long call(Caller<Object> caller, long a, long b, long c, long d, long e, long f, long g, long h, long i) {
            return run(body, new Call(state(body.name(), caller), preview0, caller, a, b, c, d, e, f, g, h, i)).code;
        }
    }

    /**
     * One function.
     *
     * @param name the item name
     * @param type its type
     * @param body what it does, in any store
     */
    public record Function(String name, FuncType type, IntegerFunction<Object> body) {
        /**
         * The function for stores of some kind of data, at which it does not look.
         *
         * @param <T> the type of the stores' data
         * @return to be defined with the type
         */
        @SuppressWarnings("unchecked")
        public <T> HostFunction<T> host() {
            return HostFunction.integers(type, (IntegerFunction<T>) body);
        }
    }

    private final boolean preview0;
    private final List<Function> all = new ArrayList<>();

    private Functions(boolean preview0) {
        this.preview0 = preview0;
        ArgumentFunctions.define(this);
        ClockFunctions.define(this);
        FdFunctions.define(this);
        FdDataFunctions.define(this);
        PathFunctions.define(this);
        PathNameFunctions.define(this);
        PollFunctions.define(this);
        ProcessFunctions.define(this);
        SocketFunctions.define(this);
    }

    /**
     * All functions under a module name.
     *
     * @param module {@link #PREVIEW1} or {@link #PREVIEW0}
     * @return unmodifiable
     */
    public static List<Function> of(String module) {
        return Collections.unmodifiableList(new Functions(module.equals(PREVIEW0)).all);
    }

    /** Adds a function that gives an error number; parameters are said by letters, {@code i} or {@code j}. */
    void add(Body body, String parameters) {
        add(body, FuncType.of(types(parameters), List.of(NumType.I32)));
    }

    /** Adds a function that gives nothing. */
    void addVoid(Body body, String parameters) {
        add(body, FuncType.of(types(parameters), List.of()));
    }

    private void add(Body body, FuncType type) {
        all.add(new Function(body.name(), type, new Versioned(body, preview0)));
    }

    /** What a family throws that is asked for a function of another one: a fault of ours. */
    static IllegalStateException unknown(String name) {
        return new IllegalStateException("there is no function " + name);
    }

    private static List<ValType> types(String letters) {
        List<ValType> types = new ArrayList<>();
        for (char letter : letters.toCharArray()) {
            types.add(letter == 'j' ? NumType.I64 : NumType.I32);
        }
        return types;
    }

    private static State state(String name, Caller<?> caller) {
        try {
            return caller.extension(State.KEY);
        } catch (State.Unset e) {
            throw new Trap(
                    TrapCode.UNREACHABLE,
                    new IllegalStateException("the guest calls " + name + ", and its store has no system interface; call Wasi.set first"));
        }
    }

    private static Errno run(Body body, Call call) {
        try {
            return body.run(call);
        } catch (Refused e) {
            return e.errno;
        } catch (IndexOutOfBoundsException e) {
            return Errno.FAULT;
        } catch (IOException e) {
            return Errno.of(e);
        }
    }
}
