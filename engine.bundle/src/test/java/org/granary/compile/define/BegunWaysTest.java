package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.granary.binary.ModuleDecoder;
import org.granary.compile.spi.KeptClasses;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.op.CoreOp;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.MemoryType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.granary.validate.ModuleValidator;
import org.granary.validate.ValidModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Classes through which a first call comes to functions that are at hand: the same bytes, in whatever order and by whomever written. */
@Timeout(60)
class BegunWaysTest {
    private static final FuncType NONE = FuncType.taking().returning();
    private static final EngineConfig CONFIG = EngineConfig.builder().interruptable(true).build();
    private static final String SHA = "0123456789abcdef".repeat(4);

    /** A function that takes and gives nothing. */
    private static final int PLAIN = 120;

    private final AtomicReference<Thread> place = new AtomicReference<>();
    private final List<String> shapes = new ArrayList<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    /** Has functions, so that nobody begins to write them; to find one takes until it is open, and fails then. */
    private final class Hand implements KeptClasses {
        @Override
        public boolean has(String name) {
            return true;
        }

        @Override
        public byte[] find(String name) {
            asked.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IllegalStateException("broken");
        }

        @Override
        public void keep(String name, byte[] classFile) {
            // it keeps nothing
        }
    }

    /** Enough functions for classes of ways. */
    private static ModulePlan plan() {
        ModuleBuilder module = new ModuleBuilder();
        module.memory(MemoryType.of(1));
        FuncType one = FuncType.taking(ValType.I32).returning(ValType.I32);
        for (int i = 0; i < PLAIN; i++) {
            module.export("one" + i, ExternType.Kind.FUNC, module.func(one, w -> w.local(CoreOp.LOCAL_GET, 0)));
        }
        module.export("none", ExternType.Kind.FUNC, module.func(NONE, w -> w.plain(CoreOp.NOP)));
        ValidModule valid = ModuleValidator.validate(ModuleDecoder.decode(module.build(), CONFIG), CONFIG, new TypeCanon());
        return new ModulePlan(valid, Bodies.of(valid, CONFIG), CONFIG, SHA);
    }

    private static List<String> expected(ModulePlan plan) {
        return List.of(plan.instance(), plan.code(0), plan.code("x"), plan.reference(plan.shape(PLAIN)),
                plan.ways(plan.ways().of(plan.shape(PLAIN)), "x"));
    }

    private static Thread beside(Runnable ways) {
        Thread thread = new Thread(ways, "ways");
        thread.start();
        return thread;
    }

    @Test
    void whatAFirstCallComesThroughIsWrittenAheadAndOnce() {
        ModulePlan plan = plan();
        assertTrue(plan.hasWays());
        ClassSource source = new ClassSource(plan, new Hand());
        source.ahead(shapes::add, place).run();
        assertNull(place.get(), "the next may begin");
        List<String> expected = new ArrayList<>(expected(plan));
        expected.add(3, "org/granary/shape/C$$");
        assertEquals(expected, source.ways("x"), "what a class is below comes before it");
        assertEquals(List.of("org/granary/shape/C$$"), shapes);
        for (String name : expected(plan)) {
            assertArrayEquals(new ClassSource(plan()).bytes(name), source.bytes(name), name);
        }
        assertArrayEquals(new ClassSource(plan()).bytes(plan.code("r")), source.bytes(plan.code("r")), "others are written as ever");
        assertEquals(1, asked.getCount(), "functions are left to whoever needs them");
    }

    @Test
    void aFunctionThatTakesNothingIsLikelierThanTheFirstExport() {
        ModulePlan plan = plan();
        assertEquals(0, plan.firstClass());
        assertEquals(1, plan.firstAtHand());
        assertEquals(plan.shape(PLAIN), plan.firstShape());
    }

    @Test
    void eachIsGivenOnce() {
        ModulePlan plan = plan();
        BegunWays begun = new BegunWays(expected(plan), new ClassSource(plan), shapes::add, place);
        begun.run();
        for (String name : expected(plan)) {
            assertNotNull(begun.take(name, CompilerThread.NEVER).get(name), name);
            assertNull(begun.take(name, CompilerThread.NEVER), "it is kept for nobody");
        }
        assertNull(begun.take(plan.code("r"), CompilerThread.NEVER));
    }

    @Test
    void whoWaitsForOneCanBeStoppedAndOneThatFailedIsWrittenAnew() throws InterruptedException {
        ModulePlan plan = plan();
        List<String> names = new ArrayList<>(expected(plan));
        String failing = plan.functions(0, "x");
        names.add(1, failing);
        BegunWays begun = new BegunWays(names, new ClassSource(plan, new Hand()), shapes::add, place);
        Thread thread = beside(begun);
        assertNotNull(begun.take(names.get(0), CompilerThread.NEVER), "it is there while others are written");
        asked.await();
        Trap trap = new Trap(TrapCode.INTERRUPT);
        assertSame(trap, assertThrows(Trap.class, () -> begun.take(failing, () -> {
            throw trap;
        })));
        Thread.currentThread().interrupt();
        open.countDown();
        assertNull(begun.take(failing, CompilerThread.NEVER), "it failed");
        assertTrue(Thread.interrupted(), "whoever waits for the interrupt gets it");
        assertNull(begun.take(names.get(2), CompilerThread.NEVER), "none comes behind one that failed");
        thread.join();
        assertNull(place.get(), "the next may begin");
    }

    @Test
    void itEndsWithTheEngine() throws InterruptedException {
        Shapes shapes = new Shapes();
        ModulePlan plan = plan();
        ClassSource source = new ClassSource(plan, new Hand());
        List<String> names = List.of(plan.functions(0, "x"), plan.code(0));
        BegunWays begun = new BegunWays(names, source, this.shapes::add, shapes.beside());
        beside(begun);
        asked.await();
        shapes.endBeside();
        assertNull(begun.take(plan.code(0), CompilerThread.NEVER), "it ended although nobody opened");
        assertEquals(1, open.getCount());
    }

    @Test
    void oneThatIsInterruptedBeforeWritesNothingAndNobodyWaits() throws InterruptedException {
        ModulePlan plan = plan();
        ClassSource source = new ClassSource(plan, new Hand());
        Runnable ahead = source.ahead(shapes::add, place);
        beside(() -> {
            Thread.currentThread().interrupt();
            ahead.run();
        }).join();
        assertEquals(List.of(), shapes);
        assertArrayEquals(new ClassSource(plan()).bytes(plan.code(0)), source.bytes(plan.code(0)));
        assertNull(place.get(), "the next may begin");
    }

    @Test
    void whereThePlaceIsTakenNothingIsWrittenAndNobodyWaits() throws InterruptedException {
        ModulePlan plan = plan();
        place.set(Thread.currentThread());
        ClassSource source = new ClassSource(plan, new Hand());
        beside(source.ahead(shapes::add, place)).join();
        assertArrayEquals(new ClassSource(plan()).bytes(plan.code(0)), source.bytes(plan.code(0)));
        assertSame(Thread.currentThread(), place.get());
        assertNull(new BegunWays(expected(plan), source, shapes::add, place).take(plan.code("r"), CompilerThread.NEVER), "none of them");
    }

    /** A memory that others bring may be of two forms: which code is needed is not known before it is there. */
    @Test
    void whereTheFormIsNotKnownOnlyWhatIsOfNoForm() {
        ModuleBuilder module = new ModuleBuilder();
        module.importMemory("host", "memory", MemoryType.of(1));
        module.export("none", ExternType.Kind.FUNC, module.func(NONE, w -> w.plain(CoreOp.NOP)));
        ValidModule valid = ModuleValidator.validate(ModuleDecoder.decode(module.build(), CONFIG), CONFIG, new TypeCanon());
        ModulePlan plan = new ModulePlan(valid, Bodies.of(valid, CONFIG), CONFIG, SHA);
        ClassSource source = new ClassSource(plan, new Hand());
        source.ahead(shapes::add, place).run();
        assertEquals(List.of(plan.instance(), plan.code(0)), source.ways(null));
        assertNotNull(source.bytes(plan.code("x")));
    }
}
