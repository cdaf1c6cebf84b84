package org.granary.store;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.granary.engine.Engine;
import org.granary.engine.Failure;
import org.granary.engine.LimitException;
import org.granary.engine.LinkException;
import org.granary.engine.WasmModule;
import org.granary.type.ExportType;
import org.granary.type.ImportType;
import org.granary.vm.ExportIndex;
import org.granary.vm.HostException;
import org.granary.vm.Instantiable;
import org.granary.vm.LinearMemory;

/**
 * A module linked and running in a store. The look-ups give the object itself; what is absent or of another kind is a
 * {@code NoSuchElementException} that names it. Under the store's thread rule.
 */
public final class Instance {
    private final StoreCore<?> core;
    private final Instantiable module;
    private org.granary.vm.Instance vm;
    /** What functions were looked up as functional interfaces, by index, while somebody holds it; null as long as none was. */
    private Map<Integer, List<TypedReference>> typed;

    /** An object of a functional interface, while somebody holds it, and what it calls. */
    private static final class TypedReference extends WeakReference<Object> {
        private final Typed.Bound bound;

        TypedReference(Object made, Typed.Bound bound) {
            super(made);
            this.bound = bound;
        }
    }

    private Instance(StoreCore<?> core, Instantiable module, org.granary.vm.Instance vm) {
        this.core = core;
        this.module = module;
        this.vm = vm;
    }

    /**
     * Makes an instance and runs the module's start function. What a failing segment or start function has written to imported memories and
     * tables stays.
     *
     * @param store   the owning store
     * @param module  a module of the same engine
     * @param imports one for each import of the module, in its order
     * @return the new instance
     * @throws LinkException                   when an import is missing or of another type
     * @throws LimitException                  when a limit of the store refuses; the store is as it was
     * @throws org.granary.engine.Trap         when a segment does not fit or the start function traps
     * @throws IllegalArgumentException        when module or import belong to another engine or store, or there are too many imports
     */
    public static Instance create(StoreContext<?> store, WasmModule module, List<? extends Extern> imports) {
        return create(store.core(), module, imports, null);
    }

    /**
     * Makes an instance with a deadline for the start function; see {@link #create(StoreContext, WasmModule, List)} and
     * {@link Func#call(Duration, Object...)}.
     *
     * @param store   the owning store
     * @param module  a module of the same engine
     * @param imports one for each import of the module, in its order
     * @param limit   how long the start function may run, never null
     * @return the new instance
     * @throws IllegalStateException when the engine is not interruptable; nothing has run then
     */
    public static Instance create(StoreContext<?> store, WasmModule module, List<? extends Extern> imports, Duration limit) {
        StoreCore<?> core = store.core();
        Objects.requireNonNull(limit, "limit");
        core.requireInterruptable("a deadline for the start function");
        return create(core, module, imports, limit);
    }

    static Instance create(StoreCore<?> core, WasmModule module, List<? extends Extern> imports, Duration limit) {
        if (!(module instanceof Instantiable code) || !Engine.same(module.engine(), core.engine())) {
            throw new IllegalArgumentException(module + ": expected one of " + core.engine() + ", the engine of " + core
                    + ", found one of " + module.engine());
        }
        Object[] linked = imports(core, code.imports(), imports);
        int before = code.start() < 0 ? core.entry.claim() : core.entry.enter();
        try {
            Instance made = make(core, code, linked);
            if (code.start() >= 0) {
                start(made, limit);
            }
            return made;
        } finally {
            core.entry.leave(before);
        }
    }

    static Instance around(StoreCore<?> core, org.granary.vm.Instance vm) {
        return new Instance(core, vm.module, vm);
    }

    private static void start(Instance made, Duration limit) {
        boolean done = false;
        try {
            new Func(made.core, made.vm.function(made.module.start())).run(limit);
            done = true;
        } finally {
            if (!done) {
                made.core.forget(made.vm);
            }
        }
    }

    private static Instance make(StoreCore<?> core, Instantiable code, Object[] linked) {
        core.limits.instance(core.instances.count());
        core.stops.join(code);
        core.limits.create();
        List<org.granary.vm.SharedMemory> fresh = new ArrayList<>();
        try {
            attach(core, linked, fresh);
            org.granary.vm.Instance vm = code.instantiate(core, linked);
            Instance made = new Instance(core, code, vm);
            core.register(vm, made);
            fresh.clear();
            return made;
        } catch (LimitException e) {
            core.abandon();
            throw core.limits.refused(e);
        } catch (Throwable e) {
            if (e instanceof HostException || e.getCause() instanceof LimitException) {
                // limits are asked, and constants run, before anything is written that somebody else can reach
                core.abandon();
            } else {
                core.limits.letGo();
            }
            throw core.entry.refused(e);
        } finally {
            core.limits.created();
            for (org.granary.vm.SharedMemory memory : fresh) {
                memory.detach(core);
            }
        }
    }

    /** Charges the store for the shared memories that it gets. */
    private static void attach(StoreCore<?> core, Object[] linked, List<org.granary.vm.SharedMemory> fresh) {
        org.granary.vm.SharedMemory refused = attachAll(core, linked, fresh);
        if (refused != null && core.limits.collects()) {
            // what was attached before is in no instance yet, and goes with what is not used
            fresh.forEach(memory -> memory.detach(core));
            fresh.clear();
            refused = attachAll(core, linked, fresh);
        }
        if (refused != null) {
            core.refusedBy(core, refused.byteSize());
            throw core.limits.refused("the import of a shared memory", refused.byteSize(), " bytes");
        }
    }

    /** Gives the one for which there is no room, else null. */
    private static org.granary.vm.SharedMemory attachAll(StoreCore<?> core, Object[] linked, List<org.granary.vm.SharedMemory> fresh) {
        List<org.granary.vm.SharedMemory> known = core.limits.account().memories();
        for (Object item : linked) {
            if (item instanceof org.granary.vm.SharedMemory memory && !known.contains(memory) && !fresh.contains(memory)) {
                if (!memory.attach(core)) {
                    return memory;
                }
                fresh.add(memory);
            }
        }
        return null;
    }

    private static Object[] imports(StoreCore<?> core, List<ImportType> asked, List<? extends Extern> given) {
        if (given.size() > asked.size()) {
            throw new IllegalArgumentException("imports: expected " + asked.size() + ", found " + given.size());
        }
        Object[] linked = new Object[asked.size()];
        for (int i = 0; i < linked.length; i++) {
            ImportType wanted = asked.get(i);
            if (i >= given.size()) {
                throw new LinkException(Failure.UNKNOWN_IMPORT, wanted.module(), wanted.name(), wanted.type(),
                        "nothing: only " + given.size() + " imports were given");
            }
            linked[i] = unwrap(core, given.get(i), "import " + wanted.names());
        }
        return linked;
    }

    private static Object unwrap(StoreCore<?> core, Extern item, String what) {
        if (item instanceof Func func) {
            Values.sameStore(core, func.core, what, func);
            return func.live();
        }
        if (item instanceof Memory memory) {
            Values.sameStore(core, memory.core, what, memory);
            return memory.live();
        }
        if (item instanceof SharedMemory memory) {
            memory.requireEngine(core, what);
            return memory.vm;
        }
        if (item instanceof Table table) {
            Values.sameStore(core, table.core, what, table);
            return table.live();
        }
        if (item instanceof Global global) {
            Values.sameStore(core, global.core, what, global);
            return global.live();
        }
        if (item instanceof Tag tag) {
            Values.sameStore(core, tag.core, what, tag);
            return tag.vm;
        }
        throw new IllegalArgumentException(what + ": found null");
    }

    /** Refuses to be used in another store. */
    void requireOf(StoreCore<?> expected, Object what) {
        Values.sameStore(expected, core, what, this);
    }

    org.granary.vm.Instance live() {
        core.open();
        org.granary.vm.Instance open = vm;
        if (open == null) {
            requireOpen();
        }
        return open;
    }

    /** What a function is called when this instance may be closed. */
    String functionName(int index) {
        return module.functionName(index).map(name -> "function " + name).orElse("function " + index);
    }

    /** What its handles stand for, or null when it, or its store, is closed. */
    org.granary.vm.Instance ifOpen() {
        return core.isClosed() ? null : vm;
    }

    /** Refuses when this instance is closed. */
    void requireOpen() {
        if (vm == null) {
            throw new IllegalStateException(this + " is closed");
        }
    }

    /**
     * The module that this is an instance of.
     *
     * @return never null
     */
    public WasmModule module() {
        return module;
    }

    /**
     * An exported function.
     *
     * @param name the export's name
     * @return the function
     * @throws NoSuchElementException when there is none of this name
     */
    public Func func(String name) {
        return find(name, Func.class, "function");
    }

    /**
     * An exported function as a functional interface, called without boxing. The interface's method has a parameter for each of the
     * function's, of the same types: {@code int} for i32, {@code long}, {@code float}, {@code double}, {@link V128}, {@link Func},
     * {@link ExternRef}; and returns the result's type, {@code void}, or {@code Object[]} for several results. Type variables are fine
     * where {@code Object} would be: values are boxed there. Calls throw what {@link Func#call(Object...)} throws. The first look-ups take
     * some tenths of a millisecond; what is looked up again while it is in use is the same object.
     *
     * @param name the export's name
     * @param type an interface with one abstract method
     * @param <F>  the interface
     * @return an object to call, for as long as the store and this instance are open
     * @throws NoSuchElementException   when there is no function of this name
     * @throws IllegalArgumentException when the type is not a functional interface, or its method does not fit the function
     */
    public <F> F typed(String name, Class<F> type) {
        return func(name).typed(type);
    }

    /** The object of an interface for a function that was looked up here, which is let go when this is closed. */
    synchronized <F> F typed(Func function, int index, Class<F> type) {
        if (typed == null) {
            typed = new HashMap<>();
        }
        List<TypedReference> known = typed.computeIfAbsent(index, none -> new ArrayList<>(1));
        for (TypedReference reference : known) {
            Object found = reference.get();
            if (found != null && found.getClass().getInterfaces()[0] == type) {
                return type.cast(found);
            }
        }
        Typed.Bound bound = Typed.bound(function);
        F made = Typed.of(bound, type);
        known.removeIf(reference -> reference.refersTo(null));
        known.add(new TypedReference(made, bound));
        return made;
    }

    /**
     * An exported memory that is not shared; see {@link #sharedMemory}.
     *
     * @param name the export's name
     * @return the memory
     * @throws NoSuchElementException when there is none of this name
     */
    public Memory memory(String name) {
        return find(name, Memory.class, "memory");
    }

    /**
     * An exported memory that is shared.
     *
     * @param name the export's name
     * @return a handle that outlives this instance and its store
     * @throws NoSuchElementException when there is none of this name
     */
    public SharedMemory sharedMemory(String name) {
        return find(name, SharedMemory.class, "shared memory");
    }

    /**
     * An exported table.
     *
     * @param name the export's name
     * @return the table
     * @throws NoSuchElementException when there is none of this name
     */
    public Table table(String name) {
        return find(name, Table.class, "table");
    }

    /**
     * An exported global.
     *
     * @param name the export's name
     * @return the global
     * @throws NoSuchElementException when there is none of this name
     */
    public Global global(String name) {
        return find(name, Global.class, "global");
    }

    /**
     * An exported tag.
     *
     * @param name the export's name
     * @return the tag
     * @throws NoSuchElementException when there is none of this name
     */
    public Tag tag(String name) {
        return find(name, Tag.class, "tag");
    }

    /**
     * An export of any kind.
     *
     * @param name the export's name
     * @return the item
     * @throws NoSuchElementException when there is none of this name
     */
    public Extern export(String name) {
        return find(name, Extern.class, "export");
    }

    /**
     * All exports.
     *
     * @return an unmodifiable map in the module's order
     */
    public Map<String, Extern> exports() {
        Map<String, Extern> all = new LinkedHashMap<>();
        for (ExportType export : module.exports()) {
            all.put(export.name(), export(export.name()));
        }
        return Collections.unmodifiableMap(all);
    }

    private <E> E find(String name, Class<E> kind, String what) {
        org.granary.vm.Instance state = live();
        Optional<ExportIndex> known = module.export(Objects.requireNonNull(name, "name"));
        if (known.isEmpty()) {
            throw new NoSuchElementException("no " + what + " \"" + name + "\" in " + this + ": it exports "
                    + module.exports().stream().map(ExportType::name).limit(20).collect(Collectors.joining(", ")));
        }
        ExportIndex index = known.get();
        Extern found = switch (index.kind()) {
            case FUNC -> new Func(core, state.function(index.index()).type, Handle.within(core, this, index.index()));
            case TABLE -> new Table(core, state.tables[index.index()].type, Handle.within(core, this, index.index()));
            case MEMORY -> memory(state.memories[index.index()], index.index());
            case GLOBAL -> new Global(core, state.globals[index.index()].type, Handle.within(core, this, index.index()));
            case TAG -> new Tag(core, state.tags[index.index()]);
        };
        if (!kind.isInstance(found)) {
            throw new NoSuchElementException("no " + what + " \"" + name + "\" in " + this + ": it is a "
                    + (found instanceof SharedMemory ? "shared memory" : index.kind()));
        }
        return kind.cast(found);
    }

    private Extern memory(LinearMemory memory, int index) {
        return memory.shared() != null ? new SharedMemory(core.engine(), memory.shared())
                : new Memory(core, memory.type, Handle.within(core, this, index));
    }

    /**
     * Closes this instance inside its living store: its look-ups, and the functions, memories, tables and globals that were looked up in
     * it, answer {@code IllegalStateException} from now on. What other instances reach of it goes on working for them, and is let go when
     * nobody reaches it any more; so are its memories, and then they no longer count. Closing twice does nothing.
     */
    public void close() {
        if (vm != null && !core.isClosed()) {
            int before = core.entry.claim();
            try {
                core.forget(vm);
            } finally {
                core.entry.leave(before);
            }
        }
        vm = null;
        letTypedGo();
    }

    private synchronized void letTypedGo() {
        if (typed != null) {
            typed.values().forEach(known -> known.forEach(reference -> reference.bound.letGo()));
            typed = null;
        }
    }

    @Override
    public String toString() {
        return "instance of " + module.name().orElseGet(() -> module.sha256().substring(0, 8));
    }
}
