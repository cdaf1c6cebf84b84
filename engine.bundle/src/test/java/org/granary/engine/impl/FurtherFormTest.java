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

/** Guests whose memory settles, and the place from which their further code is to be read: what it is by then, and how long it takes. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FurtherFormTest {
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
        artefact = engine.precompileModule(module.build());
    }

    /** What a place says when it is opened again, and how often it was. */
    private static final class Place implements ArtefactInput.Again {
        final AtomicInteger opened = new AtomicInteger();
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch open = new CountDownLatch(1);

        @Override
        public ArtefactInput open() {
            opened.incrementAndGet();
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

    /** An instance that has run in its first form, and whose next call needs the other. */
    private FuncRef settled(Object module) {
        Instance instance = ((Instantiable) module).instantiate(store, new Object[0]);
        FuncRef grow = instance.function(0);
        assertEquals(1, grow.apply(new Object[] {2})[0]);
        ArtefactSamples.settle(instance);
        return grow;
    }

    @Test
    void aGuestIsStoppedWhileTheFileIsReadAndRunsAtTheNextCall() throws Exception {
        Place place = new Place();
        StrangeInput.Reading bytes = StrangeInput.of(artefact);
        FuncRef grow = settled(state.artefacts.load(new StrangeInput(artefact.length, bytes, bytes, place), null));
        assertEquals(0, place.opened.get(), "the first form needs nothing of it");
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
        assertEquals(3, grow.apply(new Object[] {1})[0], "compiled from the source");
        assertEquals(2, place.opened.get(), "what cannot be read now may be there later");
    }

    private interface Replacement {
        void put(Path place) throws IOException, InterruptedException;
    }

    /** Runs a guest in whose file's place there is something else when it needs more of it. */
    private void replaced(Replacement other) throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("a.artefact"), artefact);
        FuncRef grow = settled(engine.deserialize(file));
        Files.delete(file);
        other.put(file);
        assertEquals(3, grow.apply(new Object[] {1})[0]);
        Files.delete(file);
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
