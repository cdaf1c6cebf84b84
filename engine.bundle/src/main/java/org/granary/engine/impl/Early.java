package org.granary.engine.impl;

import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import org.granary.artefact.Artefact;
import org.granary.artefact.ArtefactFormat;
import org.granary.artefact.ArtefactInput;
import org.granary.artefact.LoadedClasses;
import org.granary.artefact.PackedSource;
import org.granary.artefact.Proof;
import org.granary.compile.spi.KeptClasses;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;
import org.granary.module.ParsedModule;
import org.granary.validate.BodyFacts;
import org.granary.validate.ValidModule;

/**
 * What can be made of an artefact while the rest of it is read and proven, on a thread of its own: its source is read, and decoded without
 * its bodies, and a module made of that for when the proof holds. Nothing of it is believed and nothing runs; where the proof fails it is
 * forgotten. Then the thread helps with the proof. Where the system has no such thread, the one that loads does all this in its turn.
 * Confined to the thread that loads, but for what is said to be of the other.
 */
final class Early implements ArtefactFormat.SourceReader {
    private final EngineState engine;
    private final boolean whole;
    private final Later classes = new Later();
    private final CountDownLatch room = new CountDownLatch(1);
    private final CountDownLatch read = new CountDownLatch(1);
    private final CountDownLatch ready = new CountDownLatch(1);
    private final CountDownLatch decided = new CountDownLatch(1);
    private Beside<ModuleImpl> module;
    /** Set by the other thread. */
    private volatile byte[] source;
    /** Set by the other thread. */
    private volatile Throwable unread;
    /** Set by the other thread. */
    private volatile ModuleImpl made;
    /** Read by the other thread. */
    private volatile Proof proof;
    /** Read by the other thread. */
    private volatile boolean proven;

    /**
     * Begins nothing yet.
     *
     * @param engine the engine
     * @param whole  whether to make the module, and not only to read its source
     */
    Early(EngineState engine, boolean whole) {
        this.engine = engine;
        this.whole = whole;
    }

    @Override
    public void begin(Artefact front, ArtefactInput in, long from, int length) {
        ArtefactInput beside = in.beside();
        module = Beside.begin(new Making(this, front, beside, from, length));
        if (!module.begun()) {
            // this much is waited for before anybody asks for the module
            readSource(beside, from, length);
        }
    }

    private record Making(Early early, Artefact front, ArtefactInput in, long from, int length) implements Beside.Work<ModuleImpl> {
        @Override
        public ModuleImpl call() {
            try {
                byte[] there = early.source;
                byte[] source = there != null ? there : early.readSource(in, from, length);
                if (early.whole && early.engine.compiler.interprets()) {
                    // that unpacks and validates bodies, which may be many times as long as they stand there: not for what nothing proves
                    early.await(early.decided);
                    if (!early.proven) {
                        return null;
                    }
                }
                if (early.whole) {
                    return early.making(front, early.engine.decode(PackedBodies.binary(new PackedSource(source, from))), in);
                }
                early.help(in);
                return null;
            } finally {
                early.ready.countDown();
            }
        }
    }

    /** Makes the module, and then helps with the proof. */
    private ModuleImpl making(Artefact front, ParsedModule decoded, ArtefactInput in) {
        ModuleImpl module = made(front, decoded);
        made = module;
        ready.countDown();
        help(in);
        return module;
    }

    private void help(ArtefactInput in) {
        Proof left = proof;
        if (left != null) {
            left.help(in);
        }
    }

    private byte[] readSource(ArtefactInput in, long from, int length) {
        try {
            byte[] into = new byte[length];
            source = into;
            room.countDown();
            in.read(from, into, 0, length);
            return into;
        } catch (RuntimeException | Error e) {
            unread = e;
            throw e;
        } finally {
            room.countDown();
            read.countDown();
        }
    }

    @Override
    public byte[] source() {
        await(room);
        return source;
    }

    /** The other thread helps with this when it has nothing else to do. */
    void help(Proof begun) {
        proof = begun;
    }

    /**
     * Waits until the source has been read, whatever interrupts the caller.
     *
     * @throws UncheckedIOException when it cannot be read
     * @throws OutOfMemoryError     when the JVM has no room for it
     */
    void awaitSource() {
        await(read);
    }

    private void await(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Throwable failed = unread;
        if (failed instanceof Error grave) {
            throw grave;
        }
        if (failed instanceof RuntimeException told) {
            throw told;
        }
    }

    /** Tells that the proof holds. */
    void proven(LoadedClasses loaded) {
        classes.loaded = loaded;
        proven = true;
        decided.countDown();
    }

    /** The module, of a proven artefact only. */
    ModuleImpl module() {
        if (module.begun()) {
            await(ready);
        }
        ModuleImpl there = made;
        return there != null ? there : module.result();
    }

    /** To be called in any case: the other thread waits for it, or for that the proof holds. */
    void end() {
        decided.countDown();
    }

    /** Of a proven artefact: its bodies were valid when it was made; its classes are looked through when they are needed. */
    private ModuleImpl made(Artefact artefact, ParsedModule decoded) {
        ValidModule valid = engine.compiler.interprets() ? engine.valid(decoded) : engine.validOutside(decoded, facts(artefact));
        return engine.module(valid, HexFormat.of().formatHex(artefact.sourceSha256()), classes);
    }

    private static BodyFacts facts(Artefact artefact) {
        try {
            return BodyFacts.of(artefact.facts());
        } catch (IllegalArgumentException e) {
            throw new ArtefactException(Reason.STRUCTURE, e.getMessage());
        }
    }

    /** The classes of an artefact: nobody asks for one before somebody has the module, which is after they are there. */
    static final class Later implements KeptClasses {
        private volatile LoadedClasses loaded;

        Later() {
        }

        Later(LoadedClasses loaded) {
            this.loaded = loaded;
        }

        @Override
        public boolean has(String name) {
            return loaded.has(name);
        }

        @Override
        public byte[] atHand(String name) {
            return loaded.atHand(name);
        }

        @Override
        public byte[] find(String name) {
            return loaded.find(name);
        }

        @Override
        public void keep(String name, byte[] classFile) {
            // an artefact stays as it is
        }
    }
}
