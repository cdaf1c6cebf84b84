package org.granary.bench;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.granary.engine.Engine;
import org.granary.engine.WasmModule;
import org.granary.store.Func;
import org.granary.store.Instance;
import org.granary.store.Store;
import org.granary.text.Wat;
import org.granary.type.FuncType;
import org.granary.type.ValType;

/**
 * What the ways between host and guest cost: prints {@code NAME nanoseconds} for each, the median of its later rounds. Argument: SECONDS
 * for each way.
 */
final class CallsMain {
    private static final int BATCH = 10_000;
    private static final String MODULE = """
            (module
              (import "env" "f" (func $f (param i32) (result i32)))
              (func (export "id") (param i32) (result i32) (local.get 0))
              (func (export "loop") (param $n i32) (result i32) (local $sum i32)
                (loop $again
                  (local.set $sum (i32.add (local.get $sum) (call $f (local.get $n))))
                  (local.set $n (i32.sub (local.get $n) (i32.const 1)))
                  (br_if $again (local.get $n)))
                (local.get $sum)))
            """;

    private final PrintStream out;
    private final double seconds;
    /** What the batches gave, so that none of them can be left out. */
    private volatile long seen;

    private CallsMain(PrintStream out, double seconds) {
        this.out = out;
        this.seconds = seconds;
    }

    public static void main(String[] arguments) {
        new CallsMain(System.out, Double.parseDouble(arguments[0])).run();
    }

    private static WasmModule compile(Engine engine, String text) {
        return engine.compile(Wat.toBinary(text.getBytes(StandardCharsets.UTF_8)));
    }

    private interface Batch {
        long run();
    }

    private void run() {
        try (Engine engine = Engine.create(); Store<Void> store = Store.create(engine)) {
            WasmModule small = compile(engine, "(module (func (export \"id\") (param i32) (result i32) (local.get 0)))");
            WasmModule page = compile(engine, "(module (memory 1) (func (export \"id\") (param i32) (result i32) (local.get 0)))");
            Func host = Func.create(store, FuncType.taking(ValType.I32).returning(ValType.I32), (caller, given) -> given);
            Instance instance = Instance.create(store, compile(engine, MODULE), List.of(host));
            IntUnaryOperator id = instance.typed("id", IntUnaryOperator.class);
            IntUnaryOperator loop = instance.typed("loop", IntUnaryOperator.class);
            Func untyped = instance.func("id");
            measure("host-to-wasm", () -> {
                int sum = 0;
                for (int i = 0; i < BATCH; i++) {
                    sum += id.applyAsInt(i);
                }
                return sum;
            });
            measure("host-to-wasm-untyped", () -> {
                int sum = 0;
                for (int i = 0; i < BATCH; i++) {
                    sum += (int) untyped.call(i)[0];
                }
                return sum;
            });
            measure("wasm-to-host", () -> loop.applyAsInt(BATCH));
            measure("store", () -> {
                for (int i = 0; i < BATCH; i++) {
                    Store.create(engine).close();
                }
                return 0;
            });
            measure("store-with-instance", () -> stores(engine, small));
            measure("store-with-instance-and-page", () -> stores(engine, page));
        }
    }

    private static long stores(Engine engine, WasmModule module) {
        long made = 0;
        for (int i = 0; i < BATCH; i++) {
            try (Store<Void> store = Store.create(engine)) {
                made += Instance.create(store, module, List.of()).exports().size();
            }
        }
        return made;
    }

    private void measure(String name, Batch batch) {
        List<Double> rounds = new ArrayList<>();
        long start = System.nanoTime();
        while (rounds.size() < 10 || System.nanoTime() - start < seconds * 1e9) {
            long before = System.nanoTime();
            seen += batch.run();
            rounds.add((System.nanoTime() - before) / (double) BATCH);
        }
        out.println(name + " " + Figures.median(rounds.subList(rounds.size() / 2, rounds.size())));
    }
}
