package org.granary.engine.impl;

import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private final CountDownLatch ready = new CountDownLatch(1);
    private final CountDownLatch decided = new CountDownLatch(1);
    private Beside<ModuleImpl> module;
    private Range first;
    private Range rest;
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
    public void begin(ArtefactFormat.Source source) {
        ArtefactInput beside = source.in().beside();
        first = new Range(source, 0, source.first());
        rest = new Range(source, source.first(), source.length());
        module = Beside.begin(new Making(this, source, beside));
        if (!module.begun()) {
            // this much is waited for before anybody asks for the module
            first.read(beside);
        }
    }

    @Override
    public Artefact.Part first() {
        return first;
    }

    @Override
    public Artefact.Part rest() {
        return rest;
    }

    /** A range of the source, read by whoever comes to it first. Thread-safe. */
    private static final class Range implements Artefact.Part {
        /** Let go of when it has been read: its input may have the whole artefact. */
        private ArtefactFormat.Source source;
        private final int from;
        private final int length;
        private final AtomicBoolean begun = new AtomicBoolean();
        private final CountDownLatch read = new CountDownLatch(1);
        private volatile byte[] bytes;
        private volatile Throwable unread;

        Range(ArtefactFormat.Source source, int from, int end) {
            this.source = source;
            this.from = from;
            this.length = end - from;
        }

        /** Reads it, unless somebody has begun that. */
        void read(ArtefactInput in) {
            if (!begun.compareAndSet(false, true)) {
                return;
            }
            try {
                byte[] into = new byte[length];
                in.read(source.from() + from, into, 0, length);
                byte[] last = source.numbers();
                // they are read twice, and what is proven is the second reading
                if (from + length == source.length() && length > 0
                        && !Arrays.equals(into, length - last.length, length, last, 0, last.length)) {
                    throw new ArtefactException(Reason.TAMPERED, "the end of its source was changed while it was read");
                }
                bytes = into;
            } catch (RuntimeException | Error e) {
                unread = e;
                throw e;
            } finally {
                source = null;
                read.countDown();
            }
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public byte[] bytes() {
            await(read);
            Throwable failed = unread;
            if (failed instanceof Error grave) {
                throw grave;
            }
            if (failed instanceof RuntimeException told) {
                throw told;
            }
            return bytes;
        }
    }

    private record Making(Early early, ArtefactFormat.Source source, ArtefactInput in) implements Beside.Work<ModuleImpl> {
        @Override
        public ModuleImpl call() {
            try {
                early.first.read(in);
                byte[] first = early.first.bytes();
                if (early.whole && early.engine.compiler.interprets()) {
                    // that unpacks and validates bodies, which may be many times as long as they stand there: not for what nothing proves
                    await(early.decided);
                    if (!early.proven) {
                        return null;
                    }
                }
                if (early.whole) {
                    PackedSource packed = new PackedSource(first, early.rest, source.numbers(), source.from());
                    return early.making(source.front(), early.engine.decode(PackedBodies.binary(packed)), in);
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
        rest.read(in);
        Proof left = proof;
        if (left != null) {
            left.help(in);
        }
    }

    /** The other thread helps with this when it has nothing else to do. */
    void help(Proof begun) {
        proof = begun;
    }

    /**
     * Reads what nobody has begun to read of the source, and waits until all of it has been read, whatever interrupts the caller.
     *
     * @param in what the caller reads by
     * @throws UncheckedIOException when it cannot be read
     * @throws ArtefactException    when it is changed meanwhile
     * @throws OutOfMemoryError     when the JVM has no room for it
     */
    void awaitSource(ArtefactInput in) {
        rest.read(in);
        first.bytes();
        rest.bytes();
    }

    private static void await(CountDownLatch latch) {
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
