package org.granary.wasi.preview1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.store.Caller;
import org.granary.type.FuncType;
import org.granary.type.NumType;
import org.granary.type.ValType;

/** The functions of the interface, for any store. Immutable. */
public final class Functions {
    /** The module name of preview 1. */
    public static final String PREVIEW1 = "wasi_snapshot_preview1";
    /** The module name of preview 0. */
    public static final String PREVIEW0 = "wasi_unstable";

    /** What a function does. */
    interface Body {
        Errno run(Call call) throws IOException;
    }

    /** What a function does, whatever the data of the store. */
    @FunctionalInterface
    public interface GuestCall {
        /**
         * Runs the function, as {@link org.granary.store.HostFunction} does.
         *
         * @param caller    the store and instance that call
         * @param arguments one for each parameter
         * @return one for each result, or null for none
         */
        Object[] call(Caller<?> caller, Object[] arguments);
    }

    /**
     * One function.
     *
     * @param name     the item name
     * @param type     its type
     * @param function what it does, in any store
     */
    public record Function(String name, FuncType type, GuestCall function) {}

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
    void add(String name, String parameters, Body body) {
        all.add(new Function(name, FuncType.of(types(parameters), List.of(NumType.I32)), (caller, arguments) -> {
            Errno errno = run(name, body, caller, arguments);
            return new Object[] {errno.code};
        }));
    }

    /** Adds a function that gives nothing. */
    void addVoid(String name, String parameters, Body body) {
        all.add(new Function(name, FuncType.of(types(parameters), List.of()), (caller, arguments) -> {
            run(name, body, caller, arguments);
            return null;
        }));
    }

    private static List<ValType> types(String letters) {
        List<ValType> types = new ArrayList<>();
        for (char letter : letters.toCharArray()) {
            types.add(letter == 'j' ? NumType.I64 : NumType.I32);
        }
        return types;
    }

    private Errno run(String name, Body body, Caller<?> caller, Object[] arguments) {
        if (!caller.hasExtension(State.KEY)) {
            throw new Trap(
                    TrapCode.UNREACHABLE,
                    new IllegalStateException("the guest calls " + name + ", and its store has no system interface; call Wasi.set first"));
        }
        try {
            return body.run(new Call(caller.extension(State.KEY), preview0, caller, arguments));
        } catch (Refused e) {
            return e.errno;
        } catch (IndexOutOfBoundsException e) {
            return Errno.FAULT;
        } catch (IOException e) {
            return Errno.of(e);
        }
    }
}
