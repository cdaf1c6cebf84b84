package org.granary.store;

import static org.granary.store.Wasm.ATOMIC;
import static org.granary.store.Wasm.BR;
import static org.granary.store.Wasm.CALL;
import static org.granary.store.Wasm.DROP;
import static org.granary.store.Wasm.END;
import static org.granary.store.Wasm.I32;
import static org.granary.store.Wasm.I32_ADD;
import static org.granary.store.Wasm.I32_CONST;
import static org.granary.store.Wasm.I32_DIV_S;
import static org.granary.store.Wasm.I32_LOAD;
import static org.granary.store.Wasm.I32_STORE;
import static org.granary.store.Wasm.I64;
import static org.granary.store.Wasm.LOCAL_GET;
import static org.granary.store.Wasm.LOOP;
import static org.granary.store.Wasm.MEMORY_GROW;
import static org.granary.store.Wasm.MEMORY_SIZE;
import static org.granary.store.Wasm.NONE;
import static org.granary.store.Wasm.UNREACHABLE;
import static org.granary.store.Wasm.VOID;

/** Modules that several tests use. */
final class Modules {
    private Modules() {
    }

    /** Exports {@code add}, {@code div}, {@code nothing}. */
    static byte[] arithmetic() {
        Wasm wasm = new Wasm().name("arithmetic");
        int binary = wasm.type(new int[] {I32, I32}, new int[] {I32});
        int none = wasm.type(NONE, NONE);
        wasm.exported("add", binary, LOCAL_GET, 0, LOCAL_GET, 1, I32_ADD);
        wasm.exported("div", binary, LOCAL_GET, 0, LOCAL_GET, 1, I32_DIV_S);
        wasm.exported("nothing", none);
        return wasm.bytes();
    }

    /**
     * Exports {@code spin} (an endless loop), {@code recurse} (an endless recursion), {@code fail} (unreachable two calls deep), {@code
     * answer}.
     */
    static byte[] troubles() {
        Wasm wasm = new Wasm().name("troubles");
        int none = wasm.type(NONE, NONE);
        int number = wasm.type(NONE, new int[] {I32});
        wasm.exported("spin", none, LOOP, VOID, BR, 0, END);
        wasm.exported("recurse", number, CALL, 1, I32_CONST, 1, I32_ADD);
        wasm.func(none, UNREACHABLE);
        wasm.exported("fail", none, CALL, 2);
        wasm.exported("answer", number, I32_CONST, 42);
        return wasm.name(2, "deep").name(3, "fail").bytes();
    }

    /**
     * Imports {@code env.f: [] -> []}; exports {@code run}, which calls it, {@code spin}, which calls it for ever, and {@code deep}, which
     * calls it and then unreachable.
     */
    static byte[] calling() {
        Wasm wasm = new Wasm().name("calling");
        int none = wasm.type(NONE, NONE);
        wasm.importFunc("env", "f", none);
        wasm.exported("run", none, CALL, 0);
        wasm.exported("spin", none, LOOP, VOID, CALL, 0, BR, 0, END);
        wasm.exported("deep", none, CALL, 0, UNREACHABLE);
        return wasm.bytes();
    }

    /** Imports a shared memory as {@code "" ""} and exports the functions of {@link #agent}. */
    static byte[] sharing(int min, int max) {
        return agent(new Wasm().name("sharing").importShared("", "", min, max)).bytes();
    }

    /**
     * Exports {@code load}, {@code add}, {@code cmpxchg}, {@code notify}, {@code wait32}, {@code wait64}, {@code size}, {@code grow},
     * {@code read}, {@code write} on memory 0.
     */
    static Wasm agent(Wasm wasm) {
        int unary = wasm.type(new int[] {I32}, new int[] {I32});
        int binary = wasm.type(new int[] {I32, I32}, new int[] {I32});
        int ternary = wasm.type(new int[] {I32, I32, I32}, new int[] {I32});
        int[] number = {I32};
        wasm.exported("load", unary, LOCAL_GET, 0, ATOMIC, 0x10, 2, 0);
        wasm.exported("add", binary, LOCAL_GET, 0, LOCAL_GET, 1, ATOMIC, 0x1e, 2, 0);
        wasm.exported("cmpxchg", ternary, LOCAL_GET, 0, LOCAL_GET, 1, LOCAL_GET, 2, ATOMIC, 0x48, 2, 0);
        wasm.exported("notify", binary, LOCAL_GET, 0, LOCAL_GET, 1, ATOMIC, 0x00, 2, 0);
        wasm.exported("wait32", wasm.type(new int[] {I32, I32, I64}, number), LOCAL_GET, 0, LOCAL_GET, 1, LOCAL_GET, 2, ATOMIC, 0x01, 2, 0);
        wasm.exported("wait64", wasm.type(new int[] {I32, I64, I64}, number), LOCAL_GET, 0, LOCAL_GET, 1, LOCAL_GET, 2, ATOMIC, 0x02, 3, 0);
        wasm.exported("size", wasm.type(NONE, number), MEMORY_SIZE, 0);
        wasm.exported("grow", unary, LOCAL_GET, 0, MEMORY_GROW, 0);
        wasm.exported("read", unary, LOCAL_GET, 0, I32_LOAD, 2, 0);
        wasm.exported("write", wasm.type(new int[] {I32, I32}, NONE), LOCAL_GET, 0, LOCAL_GET, 1, I32_STORE, 2, 0);
        return wasm;
    }

    /** Imports {@code env.g: [i32] -> [i32]}; exports {@code twice}, which adds its results for two calls. */
    static byte[] asking() {
        Wasm wasm = new Wasm();
        int unary = wasm.type(new int[] {I32}, new int[] {I32});
        wasm.importFunc("env", "g", unary);
        wasm.exported("twice", unary, LOCAL_GET, 0, CALL, 0, LOCAL_GET, 0, CALL, 0, I32_ADD);
        wasm.exported("ignore", wasm.type(NONE, NONE), I32_CONST, 1, CALL, 0, DROP);
        return wasm.bytes();
    }
}
