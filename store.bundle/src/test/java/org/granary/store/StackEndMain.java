package org.granary.store;

import static org.granary.store.Wasm.BLOCK;
import static org.granary.store.Wasm.CALL;
import static org.granary.store.Wasm.DROP;
import static org.granary.store.Wasm.END;
import static org.granary.store.Wasm.I32;
import static org.granary.store.Wasm.I32_CONST;
import static org.granary.store.Wasm.LOCAL_GET;
import static org.granary.store.Wasm.MEMORY_GROW;
import static org.granary.store.Wasm.NONE;
import static org.granary.store.Wasm.THROW;
import static org.granary.store.Wasm.TRY_TABLE;
import static org.granary.store.Wasm.VOID;

import java.util.List;
import java.util.Optional;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.FuncType;

/**
 * Guests that recurse until the stack ends, and on every level do what a store takes part in: make objects and exceptions, grow a memory,
 * call the host. Nothing is done beforehand, so that all of it happens first where the stack ends. {@code StackEndTest} starts it.
 */
final class StackEndMain {
    private static final int ROUNDS = 26;
    private static final long STACK = 256 << 10;
    private static final long BUDGET = 1 << 20;
    private static final int PAGES = 20;
    private static final int GC = 0xfb;
    private static final int ARRAY_NEW_DEFAULT = 0x07;
    private static final int CATCH_ALL = 2;

    private final Engine engine;
    private final Store<String> store;
    private final Instance guest;
    private int heard;

    private StackEndMain(boolean interpreter, boolean told) {
        engine = Engine.create(EngineConfig.builder().interpreter(interpreter).build());
        store = Store.create(engine, "");
        // an interpreted frame keeps what has been dropped until something else is there
        store.totalBudget(interpreter ? 64 * BUDGET : BUDGET);
        if (told) {
            store.callHook((context, transition) -> heard++);
        }
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            heard++;
            return new Object[0];
        });
        Func again = Func.create(store, FuncType.taking(), (caller, arguments) -> again());
        guest = Instance.create(store, engine.compile(module()), List.of(host, again));
    }

    /** Into the guest anew: what ends it at the stack's end, a call from the host tells there. */
    private Object[] again() {
        return guest.func("nested").call();
    }

    /** Reads the trace of an overflow as soon as that goes, with a frame of the JDK's in it. */
    private static StackTraceElement[] traced() {
        try {
            return Optional.of(1).map(one -> traced()).get();
        } catch (StackOverflowError e) {
            return e.getStackTrace();
        }
    }

    private static byte[] module() {
        Wasm wasm = new Wasm();
        int longs = wasm.rawType(0x5e, 0x7e, 1);
        int nothing = wasm.type(NONE, NONE);
        int number = wasm.type(new int[] {I32}, NONE);
        wasm.importFunc("env", "f", nothing);
        wasm.importFunc("env", "again", nothing);
        wasm.memory(1, PAGES);
        wasm.tag(nothing);
        // each makes, or throws, or grows, or calls, and calls itself
        wasm.exported("objects", nothing, I32_CONST, 20, GC, ARRAY_NEW_DEFAULT, longs, DROP, CALL, 2);
        wasm.exported("exceptions", nothing, BLOCK, VOID, TRY_TABLE, VOID, 1, CATCH_ALL, 0, THROW, 0, END, END, CALL, 3);
        wasm.exported("growing", nothing, I32_CONST, 1, MEMORY_GROW, 0, DROP, CALL, 4);
        wasm.exported("hosts", nothing, CALL, 0, CALL, 5);
        wasm.exported("nested", nothing, CALL, 1);
        wasm.exported("make", number, LOCAL_GET, 0, GC, ARRAY_NEW_DEFAULT, longs, DROP);
        wasm.export("memory", 2, 0);
        return wasm.bytes();
    }

    private void deep(String function, int padding) {
        if (padding > 0) {
            deep(function, padding - 1);
            return;
        }
        try {
            guest.func(function).call();
            throw new AssertionError(function + " came back");
        } catch (Trap e) {
            if (e.code() != TrapCode.CALL_STACK_EXHAUSTED) {
                throw e;
            }
        }
        if (store.core().hosting || store.core().entry.busy()) {
            throw new AssertionError("the store counts a call of " + function + " as one that runs");
        }
    }

    private void all() {
        traced();
        for (String function : new String[] {"nested", "objects", "exceptions", "hosts"}) {
            for (int round = 0; round < ROUNDS; round++) {
                deep(function, round % 13);
            }
        }
        if (heard == 0) {
            throw new AssertionError("the host was never called");
        }
        // nothing is left of what was made: there is room for more than half of the budget, again and again
        for (int i = 0; i < 4; i++) {
            guest.func("make").call(80_000);
        }
        deep("growing", 0);
        int pages = (int) guest.memory("memory").size();
        if (pages < 2 || pages > PAGES) {
            throw new AssertionError("grown to " + pages + " pages of " + PAGES);
        }
    }

    /**
     * Runs all of it and tells whether all is well.
     *
     * @param arguments whether instructions are interpreted; whether a call hook listens
     */
    public static void main(String[] arguments) throws InterruptedException {
        Throwable[] failure = {null};
        Thread thread = new Thread(null, () -> {
            try {
                new StackEndMain(Boolean.parseBoolean(arguments[0]), Boolean.parseBoolean(arguments[1])).all();
            } catch (Throwable e) {
                failure[0] = e;
            }
        }, "deep", STACK);
        thread.start();
        thread.join();
        if (failure[0] != null) {
            failure[0].printStackTrace();
        } else {
            System.out.println("all is well");
        }
    }
}
