package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.granary.artefact.ArtefactInput;
import org.granary.engine.Engine;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.op.CoreOp;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.MemoryType;
import org.granary.vm.FuncRef;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.UnlimitedStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Guests whose code is to be read from a file when it is needed: what is in its place by then, and how long it takes. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LaterCodeTest {
    @TempDir
    Path folder;
    private final UnlimitedStore store = new UnlimitedStore();
    private EngineState state;
    private Engine engine;
    private byte[] artefact;

    @BeforeEach
    void makeOne() {
        ModuleBuilder module = new ModuleBuilder();
        module.memory(MemoryType.of(1));
        module.export("grow", ExternType.Kind.FUNC, module.func(ArtefactSamples.ONE, code -> {
            code.local(CoreOp.LOCAL_GET, 0);
            code.memory(CoreOp.MEMORY_GROW, 0);
        }));
        state = new EngineState(ArtefactSamples.withKey(folder).config());
        engine = new EngineImpl(state, true);
        artefact = ArtefactSamples.spread(engine, engine.precompileModule(module.build()));
    }

    /** What a place says when it is opened again, and how often it was: it hangs at one of these times, and is gone from then on. */
    private final class Place implements ArtefactInput.Again {
        private final int last;
        final AtomicInteger opened = new AtomicInteger();
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch open = new CountDownLatch(1);

        Place(int last) {
            this.last = last;
        }

        @Override
        public ArtefactInput open() {
            StrangeInput.Reading bytes = StrangeInput.of(artefact);
            if (opened.incrementAndGet() < last) {
                return new StrangeInput(artefact.length, bytes, bytes, this);
            }
            begun.countDown();
            // a file system that hangs cares for no interrupt
            while (open.getCount() > 0) {
                try {
                    open.await();
                } catch (InterruptedException e) {
                    continue;
                }
            }
            throw new UncheckedIOException(new IOException("it is gone"));
        }
    }

    private Object loaded(Place place) {
        StrangeInput.Reading bytes = StrangeInput.of(artefact);
        return state.artefacts.load(new StrangeInput(artefact.length, bytes, bytes, place), null);
    }

    private Instance instance(Object module) {
        return ((Instantiable) module).instantiate(store, new Object[0]);
    }

    /** An instance that has run in its first form, and whose next call needs the other. */
    private FuncRef settled(Instance instance) {
        FuncRef grow = instance.function(0);
        assertEquals(1, grow.apply(new Object[] {2})[0]);
        ArtefactSamples.settle(instance);
        return grow;
    }

    /** Stops a guest that waits for a place. */
    private void stopped(FuncRef grow, Place place) throws InterruptedException {
        store.running = Thread.currentThread();
        Thread deadline = new Thread(() -> {
            try {
                place.begun.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            store.requestStop(TrapCode.DEADLINE);
        });
        deadline.start();
        assertSame(TrapCode.DEADLINE, assertThrows(Trap.class, () -> grow.apply(new Object[] {1})).code());
        deadline.join();
        place.open.countDown();
    }

    @Test
    void aGuestIsStoppedWhileTheFileIsReadForItsFirstCallAndRunsAtTheNextOne() throws Exception {
        Place place = new Place(1);
        FuncRef grow = instance(loaded(place)).function(0);
        assertEquals(0, place.opened.get(), "nobody needs it to make an instance");
        stopped(grow, place);
        assertEquals(1, grow.apply(new Object[] {2})[0], "compiled from the source");
        assertEquals(2, place.opened.get(), "what cannot be read now may be there later");
    }

    @Test
    void aGuestIsStoppedWhileTheFileIsReadForItsFurtherFormAndRunsAtTheNextCall() throws Exception {
        Place place = new Place(2);
        FuncRef grow = settled(instance(loaded(place)));
        assertEquals(1, place.opened.get(), "once for the form that it began with");
        stopped(grow, place);
        assertEquals(3, grow.apply(new Object[] {1})[0], "compiled from the source");
        assertEquals(3, place.opened.get(), "what cannot be read now may be there later");
    }

    private interface Replacement {
        void put(Path place) throws IOException, InterruptedException;
    }

    /** Runs guests in whose file's place there is something else when they need it for the first time, or for their further form. */
    private void replaced(Replacement other) throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("a.artefact"), artefact);
        Instance fresh = instance(engine.deserialize(file));
        FuncRef settled = settled(instance(engine.deserialize(file)));
        Files.delete(file);
        other.put(file);
        assertEquals(3, settled.apply(new Object[] {1})[0]);
        FuncRef grow = settled(fresh);
        assertEquals(3, grow.apply(new Object[] {1})[0]);
        Files.delete(file);
    }

    @Test
    void whatIsReadIsTheArtefacts() throws Exception {
        Place place = new Place(Integer.MAX_VALUE);
        FuncRef grow = settled(instance(loaded(place)));
        assertEquals(3, grow.apply(new Object[] {1})[0]);
        assertEquals(2, place.opened.get(), "a piece for each form");
        Instance another = instance(loaded(place));
        assertEquals(1, another.function(0).apply(new Object[] {2})[0]);
        assertEquals(3, place.opened.get());
        assertEquals(1, instance(loaded(place)).function(0).apply(new Object[] {0})[0]);
        assertEquals(4, place.opened.get());
    }

    @Test
    void aPipeInItsPlaceIsNotOpened() throws Exception {
        replaced(place -> {
            try {
                Process made = new ProcessBuilder("mkfifo", place.toString()).start();
                assumeTrue(made.waitFor(20, TimeUnit.SECONDS) && made.exitValue() == 0, "mkfifo, which makes the pipe, is not here");
            } catch (IOException e) {
                assumeTrue(false, "mkfifo, by which the test makes its pipe, is not here");
            }
        });
    }

    @Test
    void aFolderOrAnEndlessDeviceInItsPlaceIsNotOpened() throws Exception {
        replaced(Files::createDirectory);
        Path zeros = Path.of("/dev/zero");
        if (Files.exists(zeros)) {
            replaced(place -> Files.createSymbolicLink(place, zeros));
        }
    }
}
