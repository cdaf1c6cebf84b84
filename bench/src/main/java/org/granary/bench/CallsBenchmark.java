package org.granary.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.WasmModule;
import org.granary.store.Func;
import org.granary.store.Instance;
import org.granary.store.Store;
import org.granary.text.Wat;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What the ways between host and guest cost, and stores that live for one call. Run by JMH, which writes a class around each method; public
 * for that reason alone. Confined to one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CallsBenchmark {
    private static final int CALLS = 10_000;
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

    private Engine engine;
    private Store<Void> store;
    private WasmModule small;
    private WasmModule page;
    private IntUnaryOperator id;
    private IntUnaryOperator loop;
    private Func untyped;
    private int next;

    /** Made by JMH. */
    public CallsBenchmark() {
    }

    /** One engine and one store for all calls of a process. */
    @Setup(Level.Trial)
    public void open() {
        // as plugins have it
        engine = Engine.create(EngineConfig.builder().interruptable(true).build());
        store = Store.create(engine);
        small = compile("(module (func (export \"id\") (param i32) (result i32) (local.get 0)))");
        page = compile("(module (memory 1) (func (export \"id\") (param i32) (result i32) (local.get 0)))");
        Func host = Func.create(store, FuncType.taking(ValType.I32).returning(ValType.I32), (caller, given) -> given);
        Instance instance = Instance.create(store, compile(MODULE), List.of(host));
        id = instance.typed("id", IntUnaryOperator.class);
        loop = instance.typed("loop", IntUnaryOperator.class);
        untyped = instance.func("id");
    }

    /** Ends both. */
    @TearDown(Level.Trial)
    public void close() {
        store.close();
        engine.close();
    }

    private WasmModule compile(String text) {
        return engine.compile(Wat.toBinary(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * A call of the guest through a functional interface.
     *
     * @return what the guest gave
     */
    @Benchmark
    public int hostToWasm() {
        return id.applyAsInt(next++);
    }

    /**
     * The same call with its argument and its result as objects.
     *
     * @return what the guest gave
     */
    @Benchmark
    public Object hostToWasmUntyped() {
        return untyped.call(next++)[0];
    }

    /**
     * Calls of the host in a loop of the guest, the loop included.
     *
     * @return what the guest gave
     */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public int wasmToHost() {
        return loop.applyAsInt(CALLS);
    }

    /**
     * A store without anything in it, made and closed.
     *
     * @return the store
     */
    @Benchmark
    public Object store() {
        Store<Void> made = Store.create(engine);
        made.close();
        return made;
    }

    /**
     * A store with one instance, made and closed.
     *
     * @return the exports that were seen
     */
    @Benchmark
    public int storeWithInstance() {
        return shortLived(small);
    }

    /**
     * A store with one instance that has a page of memory, made and closed.
     *
     * @return the exports that were seen
     */
    @Benchmark
    public int storeWithInstanceAndPage() {
        return shortLived(page);
    }

    private int shortLived(WasmModule module) {
        try (Store<Void> made = Store.create(engine)) {
            return Instance.create(made, module, List.of()).exports().size();
        }
    }
}
