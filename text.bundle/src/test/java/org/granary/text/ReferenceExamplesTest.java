package org.granary.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.engine.WasmModule;
import org.granary.store.Func;
import org.granary.store.Instance;
import org.granary.store.InterruptHandle;
import org.granary.store.SharedMemory;
import org.granary.store.Store;
import org.granary.type.MemoryType;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of the embedding API that we follow, with its module texts as they stand there, compiled and interpreted. */
@Timeout(240)
class ReferenceExamplesTest {
    private static final byte[] ENDLESS = """

                (func (export "run") (loop br 0))
            """.getBytes(UTF_8);

    private static Engine engine(boolean interpreter) {
        return Engine.create(EngineConfig.builder().interruptable(true).interpreter(interpreter).build());
    }

    private static void interrupted(InterruptHandle handle, Func run) {
        CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS).execute(handle::interrupt);
        Trap trap = assertThrows(Trap.class, run::call);
        assertTrue(trap.toString().contains("wasm trap: interrupt"), trap.toString());
    }

    /** The early store: cheap handles on one store; the function is looked up first and called later. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEndlessLoopIsInterruptedInAnEarlyStore(boolean interpreter) {
        try (Engine engine = engine(interpreter); Store<Void> store = Store.create(engine); Store<Void> clone = store.share()) {
            assertTrue(Store.same(store, clone));
            InterruptHandle handle = clone.interruptHandle();
            Instance instance = Instance.create(store, engine.compile(ENDLESS), List.of());
            interrupted(handle, instance.func("run"));
        }
    }

    /** The store with data; a typed function. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEndlessLoopIsInterruptedInAStoreWithData(boolean interpreter) {
        try (Engine engine = engine(interpreter); Store<String> store = Store.create(engine, "data")) {
            InterruptHandle handle = store.interruptHandle();
            WasmModule module = engine.compile(ENDLESS);
            Runnable run = Instance.create(store, module, List.of()).typed("run", Runnable.class);
            CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS).execute(handle::interrupt);
            Trap trap = assertThrows(Trap.class, run::run);
            assertEquals(TrapCode.INTERRUPT, trap.code());
            assertTrue(trap.getMessage().contains("wasm trap: interrupt"), trap.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSharedMemoryIsImportedWithoutNames(boolean interpreter) {
        try (Engine engine = engine(interpreter); Store<Void> store = Store.create(engine)) {
            SharedMemory memory = SharedMemory.create(engine, MemoryType.shared(1, 2));
            WasmModule module = engine.compile("(module (memory (import \"\" \"\") 1 2 shared))".getBytes(UTF_8));
            Instance.create(store, module, List.of(memory));
            assertEquals(1, memory.size());
        }
    }

    /** What is compiled ahead of time may be text, and is what the binary of it gives. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void textIsPrecompiledLikeItsBinary(boolean interpreter) {
        byte[] text = "(module (func (export \"answer\") (result i32) (i32.const 42)))".getBytes(UTF_8);
        try (Engine engine = engine(interpreter); Store<Void> store = Store.create(engine)) {
            byte[] artefact = engine.precompileModule(text);
            assertArrayEquals(engine.precompileModule(Wat.toBinary(text)), artefact);
            assertArrayEquals(engine.compile(text).serialize(), artefact);
            Func answer = Instance.create(store, engine.deserialize(artefact), List.of()).func("answer");
            assertArrayEquals(new Object[] {42}, answer.call(Duration.ofSeconds(30)));
        }
    }
}
