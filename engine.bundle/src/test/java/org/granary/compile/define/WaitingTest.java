package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.granary.binary.ModuleDecoder;
import org.granary.compile.spi.KeptClasses;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.op.BlockType;
import org.granary.op.CoreOp;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.TableType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.granary.validate.ModuleValidator;
import org.granary.validate.ValidModule;
import org.granary.vm.EngineCore;
import org.granary.vm.FuncRef;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.UnlimitedStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Guests that wait for the compiler: they can be stopped, and the end of their stack spoils nothing. */
@Timeout(120)
class WaitingTest {
    private static final FuncType ONE = FuncType.taking(ValType.I32).returning(ValType.I32);
    private static final int STEPS = 20_000;
    private static final long STACK = 512 << 10;

    private final UnlimitedStore store = new UnlimitedStore();

    private static Object call(FuncRef function, int argument) {
        return function.apply(new Object[] {argument})[0];
    }

    /** Function 0 calls function 1 when its argument is not 0; the second takes long to compile. */
    private static ModuleBuilder slow() {
        ModuleBuilder module = new ModuleBuilder();
        int run = module.func(ONE, w -> {
            w.local(CoreOp.LOCAL_GET, 0);
            w.block(CoreOp.IF, BlockType.EMPTY);
            w.local(CoreOp.LOCAL_GET, 0);
            w.function(CoreOp.CALL, 1);
            w.local(CoreOp.LOCAL_SET, 0);
            w.end();
            w.local(CoreOp.LOCAL_GET, 0);
        });
        module.func(ONE, w -> {
            for (int i = 0; i < STEPS; i++) {
                w.local(CoreOp.LOCAL_GET, 0);
                w.number(CoreOp.I32_CONST, 3);
                w.plain(CoreOp.I32_MUL);
                w.number(CoreOp.I32_CONST, i);
                w.plain(CoreOp.I32_ADD);
                w.local(CoreOp.LOCAL_SET, 0);
            }
            w.local(CoreOp.LOCAL_GET, 0);
        });
        return module.export("run", ExternType.Kind.FUNC, run);
    }

    @Test
    void aGuestIsStoppedAndTheClassIsWrittenAtTheNextCall() {
        Instance instance = ((Instantiable) Engine.create().compile(slow().build())).instantiate(store, new Object[0]);
        FuncRef run = instance.function(0);
        assertEquals(0, call(run, 0));
        store.running = Thread.currentThread();
        for (TrapCode code : new TrapCode[] {TrapCode.INTERRUPT, TrapCode.DEADLINE}) {
            store.requestStop(code);
            Trap trap = assertThrows(Trap.class, () -> call(run, 1));
            assertEquals(code, trap.code());
            assertTrue(Arrays.stream(trap.getStackTrace()).anyMatch(frame -> frame.getMethodName().equals("f0")), "where it waited");
        }
        int expected = 1;
        for (int i = 0; i < STEPS; i++) {
            expected = expected * 3 + i;
        }
        assertEquals(expected, call(run, 1));
    }

    @Test
    void anotherStoresStopAndTheThreadsInterruptAreNotTaken() {
        Instantiable module = (Instantiable) Engine.create().compile(slow().build());
        UnlimitedStore other = new UnlimitedStore();
        module.instantiate(other, new Object[0]);
        other.requestStop(TrapCode.INTERRUPT);
        FuncRef run = module.instantiate(store, new Object[0]).function(0);
        store.running = Thread.currentThread();
        Thread.currentThread().interrupt();
        call(run, 1);
        assertTrue(Thread.interrupted(), "whoever waits for it gets it afterwards");
        assertEquals(TrapCode.INTERRUPT, other.takeStop());
    }

    /** Has functions; to find one takes until it is open, or ten seconds. */
    private static final class Slow implements KeptClasses {
        final CountDownLatch asked = new CountDownLatch(1);
        final CountDownLatch open = new CountDownLatch(1);

        @Override
        public boolean has(String name) {
            return true;
        }

        @Override
        public byte[] find(String name) {
            asked.countDown();
            try {
                open.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return null;
        }

        @Override
        public void keep(String name, byte[] classFile) {
            // it keeps nothing
        }
    }

    /** A reference is of a class, too, and {@code ref.func} is a guest's. */
    @Test
    void whoWantsAReferenceIsStoppedWhileAnotherWaitsForHisClass() throws InterruptedException {
        EngineConfig config = EngineConfig.builder().interruptable(true).build();
        ValidModule valid = ModuleValidator.validate(ModuleDecoder.decode(slow().build(), config), config, new TypeCanon());
        Slow slow = new Slow();
        DefinedModule module = new DefinedModule(valid, config, "0123456789abcdef".repeat(4), new Shapes(), slow);
        Instance instance = module.newInstance(store, null);
        Thread other = new Thread(() -> module.link(List.of("F0$n")), "other");
        other.start();
        slow.asked.await();
        store.running = Thread.currentThread();
        store.requestStop(TrapCode.DEADLINE);
        Trap trap = assertThrows(Trap.class, () -> instance.function(0));
        assertEquals(TrapCode.DEADLINE, trap.code());
        slow.open.countDown();
        other.join();
        store.running = null;
        assertEquals(0, instance.function(0).index);
    }

    /**
     * The JVM holds a loader that is not parallel capable while it asks it for a class, and waits for it to define one: two threads in one
     * module waited for each other for ever, one of them in the loader.
     */
    @Test
    void whoHoldsTheLoaderKeepsNobodyFromAClass() throws InterruptedException {
        Instantiable module = (Instantiable) Engine.create().compile(indirect(CoreOp.CALL_INDIRECT).build());
        Instance instance = module.instantiate(store, new Object[0]);
        FuncRef run = instance.function(1);
        Object[] answer = {null};
        Thread other = new Thread(() -> answer[0] = call(run, 4), "other");
        synchronized (instance.getClass().getClassLoader()) {
            other.start();
            other.join(20_000);
            assertEquals(8, answer[0]);
        }
    }

    /** Tries from the end of the stack upwards until the function returns; false when it never did. */
    private static boolean descend(FuncRef function, int[] overflows) {
        try {
            if (descend(function, overflows)) {
                return true;
            }
            call(function, 4);
            return true;
        } catch (StackOverflowError e) {
            overflows[0]++;
            return false;
        }
    }

    private void atTheBrink(ModuleBuilder module, int function, int expected, FuncRef... imports) throws InterruptedException {
        atTheBrink(Engine.create(), module, function, expected, imports);
    }

    private void atTheBrink(Engine engine, ModuleBuilder module, int function, int expected, FuncRef... imports)
            throws InterruptedException {
        FuncRef run = ((Instantiable) engine.compile(module.build())).instantiate(store, imports).function(function);
        int[] overflows = {0};
        boolean[] returned = {false};
        Throwable[] failure = {null};
        Thread thread = new Thread(null, () -> {
            try {
                returned[0] = descend(run, overflows);
            } catch (Throwable e) {
                failure[0] = e;
            }
        }, "brink", STACK);
        thread.start();
        thread.join();
        assertNull(failure[0], () -> Arrays.toString(failure[0].getStackTrace()));
        assertTrue(overflows[0] > 0, "nothing overflowed: the test shows nothing");
        assertTrue(returned[0], "with more room it works, on the same stack");
        assertEquals(expected, call(run, 4));
    }

    private static ModuleBuilder indirect(CoreOp call) {
        ModuleBuilder module = new ModuleBuilder();
        int type = module.type(ONE);
        int twice = module.func(ONE, w -> {
            w.local(CoreOp.LOCAL_GET, 0);
            w.local(CoreOp.LOCAL_GET, 0);
            w.plain(CoreOp.I32_ADD);
        });
        int table = module.table(TableType.of(ValType.FUNCREF, 1));
        module.elements(table, w -> w.number(CoreOp.I32_CONST, 0), twice);
        module.export("run", ExternType.Kind.FUNC, module.func(ONE, w -> {
            w.local(CoreOp.LOCAL_GET, 0);
            w.number(CoreOp.I32_CONST, 0);
            w.indirect(call, type, table);
        }));
        return module;
    }

    @Test
    void theFirstIndirectCallAtTheEndOfTheStack() throws InterruptedException {
        atTheBrink(indirect(CoreOp.CALL_INDIRECT), 1, 8);
    }

    @Test
    void theFirstTailCallAtTheEndOfTheStack() throws InterruptedException {
        atTheBrink(indirect(CoreOp.RETURN_CALL_INDIRECT), 1, 8);
    }

    @Test
    void theFirstHostCallAtTheEndOfTheStack() throws InterruptedException {
        EngineCore engine = (EngineCore) Engine.create();
        FuncRef host = engine.hostFunction(store, engine.types().function(ONE),
                (caller, arguments) -> new Object[] {(int) arguments[0] + 1});
        ModuleBuilder module = new ModuleBuilder();
        module.importFunc("host", "next", module.type(ONE));
        module.export("run", ExternType.Kind.FUNC, module.func(ONE, w -> {
            w.local(CoreOp.LOCAL_GET, 0);
            w.function(CoreOp.CALL, 0);
        }));
        atTheBrink(engine, module, 1, 5, host);
    }
}
