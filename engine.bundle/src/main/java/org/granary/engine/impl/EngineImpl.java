package org.granary.engine.impl;

import java.lang.invoke.MethodHandle;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.granary.artefact.ArtefactInput;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Refusal;
import org.granary.engine.SourceBytes;
import org.granary.engine.WasmModule;
import org.granary.engine.WeakEngine;
import org.granary.type.DefType;
import org.granary.type.FuncType;
import org.granary.type.TypeCanon;
import org.granary.validate.CustomSectionRules;
import org.granary.vm.Alarms;
import org.granary.vm.CallThreads;
import org.granary.vm.CollectionPace;
import org.granary.vm.EngineCore;
import org.granary.vm.ExnRef;
import org.granary.vm.FuncRef;
import org.granary.vm.Functional;
import org.granary.vm.GcStruct;
import org.granary.vm.HostTarget;
import org.granary.vm.Nesting;
import org.granary.vm.Tag;
import org.granary.vm.VmStore;

/** A handle on an engine. Thread-safe. */
class EngineImpl implements EngineCore {
    private final EngineState state;
    /** Null when this handle is not counted. */
    private final Handles.Lease lease;
    private boolean closed;

    /**
     * A handle.
     *
     * @param state   the engine
     * @param counted whether it keeps the engine alive until it is closed
     */
    EngineImpl(EngineState state, boolean counted) {
        this.state = state;
        this.lease = counted ? state.handles.opened(this, null) : null;
    }

    private EngineImpl(EngineState state, VmStore store) {
        this.state = state;
        this.lease = state.handles.opened(this, store);
    }

    private synchronized EngineState open() {
        if (closed) {
            throw new IllegalStateException("this handle on the engine is closed");
        }
        state.handles.check();
        return state;
    }

    @Override
    public EngineConfig config() {
        return state.config;
    }

    @Override
    public boolean isInterpreter() {
        return state.compiler.interprets();
    }

    @Override
    public Engine share() {
        return new EngineImpl(open(), true);
    }

    @Override
    public EngineCore shareFor(VmStore store) {
        return new EngineImpl(open(), store);
    }

    @Override
    public EngineCore uncounted() {
        return new EngineImpl(state, false);
    }

    @Override
    public List<VmStore> inside() {
        return state.handles.inside();
    }

    @Override
    public WeakEngine weak() {
        return new Weak(new WeakReference<>(state));
    }

    private record Weak(WeakReference<EngineState> state) implements WeakEngine {
        @Override
        public Optional<Engine> upgrade() {
            EngineState known = state.get();
            if (known == null || !known.alive()) {
                return Optional.empty();
            }
            try {
                return Optional.of(new EngineImpl(known, true));
            } catch (IllegalStateException e) {
                // unloaded between the two
                return Optional.empty();
            }
        }

        @Override
        public boolean incrementEpoch() {
            EngineState known = state.get();
            boolean there = known != null && known.alive() && !known.handles.ended();
            if (there) {
                known.epoch.incrementAndGet();
            }
            return there;
        }
    }

    @Override
    public Object identity() {
        return state;
    }

    @Override
    public WasmModule compile(byte[] binaryOrText) {
        return Source.with(binaryOrText, new Compiling(open()));
    }

    @Override
    public WasmModule compile(Path file) {
        EngineState engine = open();
        return Source.with(SourceBytes.read(file), new Compiling(engine));
    }

    /** A class, since each process needs it, and the first lambdas take long. */
    private record Compiling(EngineState engine) implements Function<byte[], WasmModule> {
        @Override
        public WasmModule apply(byte[] binary) {
            return engine.artefacts.compile(binary);
        }
    }

    @Override
    public boolean isAsync() {
        return state.config.async();
    }

    @Override
    public String compatibilityHash() {
        return state.artefacts.compatibilityHash();
    }

    @Override
    public byte[] precompileModule(byte[] binaryOrText) {
        return compile(binaryOrText).serialize();
    }

    @Override
    public byte[] precompileComponent(byte[] binaryOrText) {
        throw new UnsupportedOperationException("components are not built: only core modules can be precompiled (precompileModule)");
    }

    @Override
    public WasmModule deserialize(byte[] artefact) {
        return open().artefacts.load(ArtefactInput.of(Objects.requireNonNull(artefact, "artefact")), null);
    }

    @Override
    public WasmModule deserialize(Path file) {
        Objects.requireNonNull(file, "file");
        EngineState engine = open();
        try (ArtefactInput in = ArtefactFile.open(file)) {
            return engine.artefacts.load(in, null);
        }
    }

    @Override
    public WasmModule deserialize(byte[] artefact, byte[] source) {
        ArtefactInput in = ArtefactInput.of(Objects.requireNonNull(artefact, "artefact"));
        return Source.with(source, binary -> open().artefacts.load(in, binary));
    }

    @Override
    public void incrementEpoch() {
        state.epoch.incrementAndGet();
    }

    @Override
    public void eagerInitialize() {
        Warming.run(open());
    }

    @Override
    public void unload() {
        EngineState engine;
        synchronized (this) {
            engine = open();
            engine.handles.end(lease);
            closed = true;
            engine.unload();
        }
    }

    @Override
    public void validate(byte[] binaryOrText) {
        EngineState engine = open();
        Source.with(binaryOrText, binary -> engine.valid(engine.decode(binary)));
    }

    @Override
    public CallThreads callThreads() {
        return state.callThreads;
    }

    @Override
    public Alarms alarms() {
        return state.alarms();
    }

    @Override
    public Nesting nesting() {
        return state.nesting;
    }

    @Override
    public CollectionPace collectionPace() {
        return state.collectionPace;
    }

    @Override
    public AtomicLong epoch() {
        return state.epoch;
    }

    @Override
    public List<Refusal> validateCustomSections(byte[] binaryOrText) {
        EngineState engine = open();
        return Source.with(binaryOrText, binary -> CustomSectionRules.faults(engine.valid(engine.decode(binary))));
    }

    @Override
    public TypeCanon types() {
        return state.types;
    }

    @Override
    public FuncRef hostFunction(VmStore store, DefType type, HostTarget target) {
        return state.compiler.hostFunction(store, type, target);
    }

    @Override
    public GcStruct structure(DefType type) {
        return state.compiler.structure(type);
    }

    @Override
    public ExnRef exception(Tag tag, Object[] values) {
        return new ExnRef(tag, state.compiler.packed(tag.type.func().params(), values));
    }

    @Override
    public Object[] values(ExnRef exception) {
        return state.compiler.unpacked(exception.tag.type.func().params(), exception.values);
    }

    @Override
    public MethodHandle handle(FuncType type) {
        return state.compiler.handle(type);
    }

    @Override
    public <F> Functional<F> functional(Class<F> type) {
        return state.functionals.of(type);
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        if (lease != null) {
            state.handles.closed(lease);
            if (!state.handles.any()) {
                state.rest();
            }
        }
    }

    @Override
    public String toString() {
        return "engine@" + Integer.toHexString(System.identityHashCode(state));
    }
}
