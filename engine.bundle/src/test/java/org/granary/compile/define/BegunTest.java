package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.granary.binary.ModuleDecoder;
import org.granary.compile.spi.KeptClasses;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.op.CoreOp;
import org.granary.op.OpWriter;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.MemoryType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.granary.validate.ModuleValidator;
import org.granary.validate.ValidModule;
import org.granary.vm.EngineCore;
import org.granary.vm.Instantiable;
import org.granary.vm.UnlimitedStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The class that is written before anybody asks for it: the same bytes, one for an engine, and nothing that anybody has to wait for. */
@Timeout(240)
class BegunTest {
    private static final FuncType ONE = FuncType.taking(ValType.I32).returning(ValType.I32);
    private static final EngineConfig CONFIG = EngineConfig.builder().interruptable(true).build();
    private static final String SHA = "0123456789abcdef".repeat(4);

    private final AtomicReference<Thread> place = new AtomicReference<>();
    private final Gate gate = new Gate();

    /** Keeps nothing, and tells who asks; may hold them up, or fail. */
    private static final class Gate implements KeptClasses {
        final List<String> asked = new CopyOnWriteArrayList<>();
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch open = new CountDownLatch(1);
        final AtomicInteger failing = new AtomicInteger();

        @Override
        public byte[] find(String name) {
            asked.add(name.substring(name.lastIndexOf('/') + 1));
            begun.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (failing.getAndDecrement() > 0) {
                throw new IllegalStateException("broken");
            }
            return null;
        }

        @Override
        public void keep(String name, byte[] classFile) {
            // it keeps nothing
        }
    }

    private static void grow(OpWriter w) {
        w.local(CoreOp.LOCAL_GET, 0);
        w.memory(CoreOp.MEMORY_GROW, 0);
    }

    private static ValidModule valid(ModuleBuilder module) {
        return ModuleValidator.validate(ModuleDecoder.decode(module.build(), CONFIG), CONFIG, new TypeCanon());
    }

    private static ModulePlan plan(ModuleBuilder module) {
        ValidModule valid = valid(module);
        return new ModulePlan(valid, Bodies.of(valid, CONFIG), CONFIG, SHA);
    }

    private static ModuleBuilder growingModule() {
        ModuleBuilder module = new ModuleBuilder();
        module.memory(MemoryType.of(1));
        return module.export("grow", ExternType.Kind.FUNC, module.func(ONE, BegunTest::grow));
    }

    private static ModulePlan growing() {
        return plan(growingModule());
    }

    private void ended() throws InterruptedException {
        Thread thread = place.get();
        if (thread != null) {
            thread.join();
        }
        assertNull(place.get(), "the next may begin");
    }

    @Test
    void itIsTheClassThatIsAskedForAndIsNotWrittenTwice() throws InterruptedException {
        ModulePlan plan = growing();
        ClassSource source = new ClassSource(plan, gate);
        source.begin(place);
        gate.begun.await();
        assertEquals(List.of("F0$r"), gate.asked, "a memory that the module grows begins with room");
        assertNotNull(source.bytes(plan.instance()), "others do not wait for it");
        gate.open.countDown();
        String name = plan.functions(0, "r");
        assertArrayEquals(new ClassSource(growing()).bytes(name), source.bytes(name));
        assertEquals(List.of("F0$r"), gate.asked);
        ended();
    }

    @Test
    void theFirstInstanceBeginsItAndNoOther() throws InterruptedException {
        DefinedModule module = new DefinedModule(valid(growingModule()), CONFIG, SHA, new Shapes(), gate);
        UnlimitedStore store = new UnlimitedStore();
        assertEquals(List.of(), gate.asked, "a module that is only compiled needs no code");
        module.newInstance(store, new HandGuest.Nothing());
        gate.begun.await();
        gate.open.countDown();
        module.newInstance(store, new HandGuest.Nothing());
        assertEquals(List.of("F0$r"), gate.asked);
    }

    @Test
    void anotherVariantGivesItUp() throws InterruptedException {
        ModulePlan plan = growing();
        ClassSource source = new ClassSource(plan, gate);
        source.begin(place);
        gate.begun.await();
        // the interrupt by which it is given up opens the gate for it
        Thread opener = new Thread(() -> {
            try {
                Thread thread = place.get();
                if (thread != null) {
                    thread.join();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            gate.open.countDown();
        });
        opener.start();
        for (String variant : List.of("x", "r")) {
            String name = plan.functions(0, variant);
            assertArrayEquals(new ClassSource(growing()).bytes(name), source.bytes(name));
        }
        opener.join();
        assertEquals(List.of("F0$r", "F0$x", "F0$r"), gate.asked);
        ended();
    }

    @Test
    void anEngineHasOnePlace() throws InterruptedException {
        ModulePlan plan = growing();
        ClassSource first = new ClassSource(plan, gate);
        first.begin(place);
        gate.begun.await();
        Gate second = new Gate();
        second.open.countDown();
        ClassSource other = new ClassSource(growing(), second);
        other.begin(place);
        assertEquals(List.of(), second.asked);
        assertNotNull(other.bytes(plan.functions(0, "r")));
        assertEquals(List.of("F0$r"), second.asked, "written when it was asked for");
        gate.open.countDown();
        first.bytes(plan.functions(0, "r"));
        ended();
    }

    @Test
    void whatFailedFailsForWhoeverAsksAndIsTriedAgain() throws InterruptedException {
        ModulePlan plan = growing();
        ClassSource source = new ClassSource(plan, gate);
        gate.failing.set(2);
        gate.open.countDown();
        source.begin(place);
        String name = plan.functions(0, "r");
        assertEquals("broken", assertThrows(IllegalStateException.class, () -> source.bytes(name)).getCause().getMessage());
        assertArrayEquals(new ClassSource(growing()).bytes(name), source.bytes(name));
        ended();
    }

    @Test
    void whoWaitsForItCanBeStopped() throws InterruptedException {
        ModulePlan plan = growing();
        ClassSource source = new ClassSource(plan, gate);
        source.begin(place);
        gate.begun.await();
        String name = plan.functions(0, "r");
        Trap trap = assertThrows(Trap.class, () -> source.bytes(name, () -> {
            throw new Trap(TrapCode.INTERRUPT);
        }));
        assertEquals(TrapCode.INTERRUPT, trap.code());
        gate.open.countDown();
        assertArrayEquals(new ClassSource(growing()).bytes(name), source.bytes(name));
        ended();
    }

    @Test
    void itEndsWithTheEngineAndIsWrittenAllTheSameForWhoeverAsks() throws InterruptedException {
        Shapes shapes = new Shapes();
        ModulePlan plan = growing();
        ClassSource source = new ClassSource(plan, gate);
        source.begin(shapes.beside());
        gate.begun.await();
        Thread thread = shapes.beside().get();
        shapes.endBeside();
        thread.join();
        assertEquals(1, gate.open.getCount(), "it ended although nobody opened");
        gate.open.countDown();
        assertNotNull(source.bytes(plan.functions(0, "r")));
        assertNull(shapes.beside().get());
        shapes.endBeside();
    }

    private static Object field(Object owner, String name) throws ReflectiveOperationException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }

    @Test
    void theLastHandleEndsIt() throws Exception {
        Engine engine = Engine.create();
        Engine second = engine.share();
        Shapes shapes = (Shapes) field(field(((EngineCore) engine).identity(), "compiler"), "shapes");
        ClassSource source = new ClassSource(growing(), gate);
        source.begin(shapes.beside());
        gate.begun.await();
        Thread thread = shapes.beside().get();
        engine.close();
        assertFalse(thread.isInterrupted(), "there is another handle");
        second.close();
        thread.join();
        assertEquals(1, gate.open.getCount(), "it ended although nobody opened");
    }

    @Test
    void nothingBeginsWhereItCannotBeToldWhatWillBeAskedFor() {
        gate.open.countDown();
        ModuleBuilder imported = new ModuleBuilder();
        imported.importMemory("host", "memory", MemoryType.of(1));
        imported.export("grow", ExternType.Kind.FUNC, imported.func(ONE, BegunTest::grow));
        ModuleBuilder hidden = new ModuleBuilder();
        hidden.func(ONE, w -> w.local(CoreOp.LOCAL_GET, 0));
        ModuleBuilder passed = new ModuleBuilder();
        passed.export("f", ExternType.Kind.FUNC, passed.importFunc("host", "f", passed.type(ONE)));
        ModuleBuilder large = new ModuleBuilder();
        large.export("f", ExternType.Kind.FUNC, large.func(ONE, w -> {
            w.local(CoreOp.LOCAL_GET, 0);
            for (int i = 0; i < 10_000; i++) {
                w.number(CoreOp.I32_CONST, i);
                w.plain(CoreOp.I32_ADD);
            }
        }));
        for (ModuleBuilder module : List.of(imported, hidden, passed, large)) {
            new ClassSource(plan(module), gate).begin(place);
            assertNull(place.get());
        }
        assertEquals(List.of(), gate.asked);
    }

    @Test
    void whereNoThreadIsToBeHadNothingIsBegun() {
        gate.open.countDown();
        ClassSource source = new ClassSource(growing(), gate);
        // no address space has room for such a stack
        assertNull(Begun.begin(growing().functions(0, "r"), 1L << 60, source, place));
        assertNull(place.get(), "the next may begin");
        assertEquals(List.of(), gate.asked);
    }

    @Test
    void nothingOfTheCallersIsHeldWhenItHasEnded() throws Exception {
        ClassLoader stranger = new ClassLoader() { };
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(stranger);
        ClassSource source = new ClassSource(growing(), gate);
        source.begin(place);
        Thread.currentThread().setContextClassLoader(before);
        gate.begun.await();
        Thread thread = place.get();
        assertNull(thread.getContextClassLoader());
        gate.open.countDown();
        thread.join();
        assertNull(field(field(source, "begun"), "thread"));
        assertNotNull(source.bytes(growing().functions(0, "r")));
        assertEquals(List.of("F0$r"), gate.asked, "it was written, and is not written again");
    }

    @Test
    void theStartFunctionIsLikelierThanAnExport() {
        ModuleBuilder module = new ModuleBuilder();
        FuncType none = FuncType.taking().returning();
        for (int i = 0; i < 300; i++) {
            module.func(none, w -> w.plain(CoreOp.NOP));
        }
        module.export("first", ExternType.Kind.FUNC, 120).export("second", ExternType.Kind.FUNC, 0);
        assertEquals(1, plan(module).firstClass());
        module.start(299);
        assertEquals(2, plan(module).firstClass());
    }

    @Test
    void ofFunctionsAtHandOneThatTakesNothingIsLikelierThanTheFirstExport() {
        ModuleBuilder module = new ModuleBuilder();
        FuncType one = FuncType.taking(ValType.I32).returning(ValType.I32);
        for (int i = 0; i < 120; i++) {
            module.export("one" + i, ExternType.Kind.FUNC, module.func(one, w -> w.local(CoreOp.LOCAL_GET, 0)));
        }
        module.export("none", ExternType.Kind.FUNC, module.func(FuncType.taking().returning(), w -> w.plain(CoreOp.NOP)));
        assertEquals(0, plan(module).firstClass());
        assertEquals(1, plan(module).firstAtHand());
    }

    @Test
    void anInstanceOfAnEngineRunsOnIt() {
        try (Engine engine = Engine.create()) {
            var instance = ((Instantiable) engine.compile(growingModule().build())).instantiate(new UnlimitedStore(), new Object[0]);
            assertArrayEquals(new Object[] {1}, instance.function(0).apply(new Object[] {2}));
            assertArrayEquals(new Object[] {3}, instance.function(0).apply(new Object[] {0}));
            assertTrue(instance.code.getClass().getName().endsWith("$r"));
            assertFalse(engine.isInterpreter());
        }
    }
}
