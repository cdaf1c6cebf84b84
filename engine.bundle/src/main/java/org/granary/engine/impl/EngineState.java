package org.granary.engine.impl;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.granary.binary.ModuleDecoder;
import org.granary.compile.ModuleCompiler;
import org.granary.compile.spi.Compiler;
import org.granary.compile.spi.KeptClasses;
import org.granary.engine.EngineConfig;
import org.granary.interpret.Interpreter;
import org.granary.module.Binary;
import org.granary.module.ParsedModule;
import org.granary.type.TypeCanon;
import org.granary.validate.BodyFacts;
import org.granary.validate.ModuleValidator;
import org.granary.validate.ValidModule;
import org.granary.vm.Alarms;
import org.granary.vm.CallThreads;
import org.granary.vm.CollectionPace;
import org.granary.vm.Nesting;
import org.granary.vm.StackRoom;
import org.granary.vm.StackTraces;

/**
 * An engine behind all its handles. Thread-safe.
 *
 * <p>It is alive while a counted handle is open or a module of it can be reached; stores hold counted handles.
 */
final class EngineState {
    final EngineConfig config;
    final TypeCanon types = new TypeCanon();
    final Compiler compiler;
    final Functionals functionals;
    final Artefacts artefacts;
    final Handles handles = new Handles();
    final AtomicLong epoch = new AtomicLong();
    final CallThreads callThreads;
    final CollectionPace collectionPace = new CollectionPace(new Clock(), new Collector());
    final Nesting nesting = new Nesting();
    private final List<WeakReference<ModuleImpl>> modules = new ArrayList<>();

    // classes, since each engine needs them at once, and lambdas take longer

    private static final class Compilers implements Function<EngineConfig, Compiler> {
        @Override
        public Compiler apply(EngineConfig config) {
            return new ModuleCompiler(config);
        }
    }

    private static final class Clock implements LongSupplier {
        @Override
        public long getAsLong() {
            return System.nanoTime();
        }
    }

    private static final class Collector implements Runnable {
        @Override
        public void run() {
            System.gc();
        }
    }

    private int purgeAt = 64;
    /** Null until a call has a deadline, or is stopped. No lock: who asks has its store's, for which others may wait. */
    private final AtomicReference<Alarms> alarms = new AtomicReference<>();

    /**
     * A new engine, by whichever way its settings have come.
     *
     * @throws IllegalArgumentException when they cannot hold together; see {@link Contradictions#check}
     */
    EngineState(EngineConfig config) {
        Contradictions.check(config);
        this.config = config;
        StackTraces.ready();
        this.compiler = config.interpreter() ? new Interpreter(config) : compiler(config, new Compilers());
        this.functionals = new Functionals(compiler);
        this.artefacts = new Artefacts(this);
        this.callThreads = config.async() ? callThreads(config) : null;
    }

    /**
     * A compiler where classes can be defined, else the interpreter.
     *
     * @param maker makes a compiler, and defines a first class with it
     */
    static Compiler compiler(EngineConfig config, Function<EngineConfig, Compiler> maker) {
        try {
            return maker.apply(config);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            // what it is differs from one runtime to the next; none of them has anything to do with the settings
            return new Interpreter(config);
        }
    }

    private static CallThreads callThreads(EngineConfig config) {
        int threads = config.asyncThreads();
        Optional<CallThreads> virtual = threads == 0 ? VirtualCalls.find() : Optional.empty();
        return virtual.orElseGet(() -> new CallPool(threads == 0 ? Runtime.getRuntime().availableProcessors()
                : threads, config.asyncWaiting()));
    }

    boolean alive() {
        return handles.any() || modulesLeft();
    }

    /** Makes nothing: an epoch's ticker asks it, which would be lost where the JVM has no memory left. */
    private synchronized boolean modulesLeft() {
        for (int i = 0; i < modules.size(); i++) {
            if (!modules.get(i).refersTo(null)) {
                return true;
            }
        }
        return false;
    }

    Alarms alarms() {
        if (alarms.get() == null) {
            // who asks may be at the end of his stack
            StackRoom.needForClass();
            alarms.compareAndSet(null, new Alarms());
        }
        return alarms.get();
    }

    /** Nobody has a handle; threads that wait for work go. */
    void rest() {
        compiler.rest();
        Alarms set = alarms.get();
        if (set != null) {
            set.rest();
        }
    }

    /** The engine's own reading of a binary; the array belongs to the module from now on. */
    ParsedModule decode(byte[] binary) {
        return ModuleDecoder.decode(binary, config);
    }

    /** The same for a binary whose bodies may be packed, and were found valid before. */
    ParsedModule decode(Binary binary) {
        return ModuleDecoder.decode(binary, config);
    }

    ValidModule valid(ParsedModule parsed) {
        return ModuleValidator.validate(parsed, config, types);
    }

    /** The same for a module whose bodies were found valid before. */
    ValidModule validOutside(ParsedModule parsed, BodyFacts facts) {
        return ModuleValidator.outside(parsed, config, types, facts);
    }

    /** Makes a module, with the code that is at hand. */
    ModuleImpl module(ValidModule valid, String sha256, KeptClasses kept) {
        return new ModuleImpl(this, valid, compiler.compile(valid, sha256, kept), sha256);
    }

    /** Lets go what an engine keeps that has ended for good ({@link Handles#end}). */
    void unload() {
        try {
            compiler.rest();
            Alarms set = alarms.get();
            if (set != null) {
                set.end();
            }
        } finally {
            try {
                if (callThreads instanceof CallPool pool) {
                    pool.end();
                }
            } finally {
                artefacts.close();
                synchronized (this) {
                    modules.clear();
                }
            }
        }
    }

    /** A module that somebody gets: the engine lives while it does. */
    synchronized ModuleImpl remembered(ModuleImpl module) {
        if (modules.size() >= purgeAt) {
            modules.removeIf(known -> known.refersTo(null));
            purgeAt = Math.max(64, modules.size() * 2);
        }
        modules.add(new WeakReference<>(module));
        return module;
    }
}
