package org.granary.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.granary.engine.Engine;
import org.granary.engine.Failure;
import org.granary.engine.LinkException;
import org.granary.engine.WasmModule;
import org.granary.type.FuncType;
import org.granary.type.ImportType;

/**
 * Named things to link modules with. Host functions defined here belong to no store and serve any store of the engine; everything else
 * belongs to its store. Confined to one thread at a time.
 *
 * @param <T> the type of data of the stores that are linked
 */
public final class Linker<T> {
    private static final int NEAR_NAMES = 8;

    /** Makes the item in a store. */
    interface Definition<T> extends Function<StoreCore<T>, Extern> {
    }

    /** A class, since nearly each process defines host functions, and the first lambdas take long. */
    private record HostDefinition<T>(FuncType type, HostFunction<T> function, String names) implements Definition<T> {
        @Override
        public Extern apply(StoreCore<T> core) {
            return Func.create(core, type, function, names);
        }
    }

    private final Engine engine;
    private final Map<String, Map<String, Definition<T>>> modules = new LinkedHashMap<>();
    private boolean shadowing;

    private Linker(Engine engine) {
        this.engine = engine;
    }

    /**
     * A linker without definitions.
     *
     * @param engine the engine of the stores and modules to link
     * @param <T>    the type of the stores' data
     * @return a new linker
     */
    public static <T> Linker<T> create(Engine engine) {
        return new Linker<>(Objects.requireNonNull(engine, "engine"));
    }

    /**
     * Whether a later definition of a name takes the place of an earlier one; off unless set.
     *
     * @param allowed the setting
     * @return this
     */
    public Linker<T> allowShadowing(boolean allowed) {
        shadowing = allowed;
        return this;
    }

    /**
     * Defines an item of a store.
     *
     * @param module the module name that imports say
     * @param name   the item name that imports say
     * @param item   what they get, never null
     * @return this
     * @throws IllegalArgumentException when the name is taken and shadowing is not allowed
     */
    public Linker<T> define(String module, String name, Extern item) {
        Objects.requireNonNull(item, "item");
        return put(module, name, core -> item);
    }

    /**
     * Defines a host function for all stores of the engine.
     *
     * @param module   the module name that imports say
     * @param name     the item name that imports say
     * @param type     its type, never null
     * @param function what runs, never null
     * @return this
     * @throws IllegalArgumentException when the name is taken and shadowing is not allowed, or the function is one of
     *         {@link HostFunction#typed} or {@link HostFunction#integers} and of another type
     */
    public Linker<T> func(String module, String name, FuncType type, HostFunction<T> function) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(function, "function");
        HostCall.check(type, function);
        return put(module, name, new HostDefinition<>(type, function, ImportType.names(module, name)));
    }

    /**
     * Defines a host function whose type is that of a method, for all stores of the engine; see {@link HostFunction#typed(Class, Object)}.
     *
     * @param module   the module name that imports say
     * @param name     the item name that imports say
     * @param form     an interface with one abstract method
     * @param function what runs, never null
     * @param <F>      the interface
     * @return this
     * @throws IllegalArgumentException when the name is taken and shadowing is not allowed, or the interface does not fit
     */
    public <F> Linker<T> wrap(String module, String name, Class<F> form, F function) {
        TypedHostFunction<T> typed = TypedHostFunction.of(form, function);
        return func(module, name, typed.type(), typed);
    }

    /**
     * Defines all exports of an instance.
     *
     * @param store    the store of the instance
     * @param module   the module name that imports say
     * @param instance whose exports they get
     * @return this
     * @throws IllegalArgumentException when a name is taken and shadowing is not allowed; nothing is defined then
     */
    public Linker<T> instance(StoreContext<T> store, String module, Instance instance) {
        Objects.requireNonNull(module, "module");
        instance.requireOf(store.core(), "instance " + module);
        Map<String, Definition<T>> items = new LinkedHashMap<>();
        instance.exports().forEach((name, item) -> items.put(name, core -> item));
        return putAll(module, items);
    }

    /**
     * Gives a definition a second name. Later definitions of the first one do not change the second.
     *
     * @param module   the module name of what is there
     * @param name     the item name of what is there
     * @param asModule the module name to define
     * @param asName   the item name to define
     * @return this
     * @throws IllegalArgumentException when there is nothing of the first name, or the second is taken and shadowing is not allowed
     */
    public Linker<T> alias(String module, String name, String asModule, String asName) {
        Definition<T> known = modules.getOrDefault(module, Map.of()).get(name);
        if (known == null) {
            throw new IllegalArgumentException("alias of " + ImportType.names(module, name) + ": expected a definition, found none");
        }
        return put(asModule, asName, known);
    }

    /**
     * Gives all definitions of a module a second module name, as {@link #alias} does.
     *
     * @param module   the module name of what is there
     * @param asModule the module name to define
     * @return this
     * @throws IllegalArgumentException when there is nothing of that module, or a name is taken and shadowing is not allowed; nothing is
     *                                  defined then
     */
    public Linker<T> aliasModule(String module, String asModule) {
        Map<String, Definition<T>> known = modules.get(Objects.requireNonNull(module, "module"));
        if (known == null) {
            throw new IllegalArgumentException("alias of " + module + ": expected definitions, found none");
        }
        return putAll(asModule, new LinkedHashMap<>(known));
    }

    /**
     * Defines every function that a module imports and that is not defined, so that calling it traps; the trap's cause names the import.
     * What else is not defined stays so.
     *
     * @param module a module of the same engine
     * @return this
     */
    public Linker<T> unknownImportsAsTraps(WasmModule module) {
        for (ImportType wanted : unknown(module)) {
            if (wanted.type() instanceof FuncType type) {
                func(wanted.module(), wanted.name(), type, StandIns.trapping(wanted));
            }
        }
        return this;
    }

    /**
     * Defines everything that a module imports and that is not defined: functions return zeros and nulls, memories and tables have their
     * least size, globals are zero or null.
     *
     * @param store  the store that is to own memories, tables, globals and tags
     * @param module a module of the same engine
     * @return this
     * @throws IllegalArgumentException when a type has no default value; nothing is defined then
     */
    public Linker<T> unknownImportsAsDefaults(StoreContext<T> store, WasmModule module) {
        Objects.requireNonNull(store, "store");
        List<ImportType> unknown = unknown(module);
        List<Extern> made = new ArrayList<>();
        for (ImportType wanted : unknown) {
            made.add(StandIns.of(store, wanted));
        }
        for (int i = 0; i < made.size(); i++) {
            define(unknown.get(i).module(), unknown.get(i).name(), made.get(i));
        }
        return this;
    }

    /** Each pair of names once, with the type that is asked for first. Names have an order: a module chooses their hashes. */
    private List<ImportType> unknown(WasmModule module) {
        List<ImportType> unknown = new ArrayList<>();
        Map<String, Set<String>> met = new HashMap<>();
        for (ImportType wanted : module.imports()) {
            if (!modules.getOrDefault(wanted.module(), Map.of()).containsKey(wanted.name())
                    && met.computeIfAbsent(wanted.module(), key -> new HashSet<>()).add(wanted.name())) {
                unknown.add(wanted);
            }
        }
        return unknown;
    }

    private Linker<T> put(String module, String name, Definition<T> definition) {
        return putAll(module, Map.of(Objects.requireNonNull(name, "name"), definition));
    }

    /** Defines all of them, or none. */
    private Linker<T> putAll(String module, Map<String, Definition<T>> definitions) {
        Map<String, Definition<T>> known = modules.getOrDefault(Objects.requireNonNull(module, "module"), Map.of());
        for (String name : definitions.keySet()) {
            if (!shadowing && known.containsKey(name)) {
                throw new IllegalArgumentException(ImportType.names(module, name)
                        + " is defined already; allowShadowing(true) lets a later definition take its place");
            }
        }
        if (!modules.containsKey(module)) {
            modules.put(module, new LinkedHashMap<>());
        }
        modules.get(module).putAll(definitions);
        return this;
    }

    /**
     * Makes an instance of a module from these definitions; see {@link Instance#create(StoreContext, WasmModule, List)}.
     *
     * @param store  the owning store
     * @param module a module of the same engine
     * @return the new instance
     * @throws LinkException when an import has no definition, or one of another type
     */
    public Instance instantiate(StoreContext<T> store, WasmModule module) {
        return instantiatePre(module).instantiate(store);
    }

    /**
     * Makes an instance with a deadline for the start function; see {@link Instance#create(StoreContext, WasmModule, List, Duration)}.
     *
     * @param store  the owning store
     * @param module a module of the same engine
     * @param limit  how long the start function may run, never null
     * @return the new instance
     * @throws LinkException when an import has no definition, or one of another type
     */
    public Instance instantiate(StoreContext<T> store, WasmModule module, Duration limit) {
        return instantiatePre(module).instantiate(store, limit);
    }

    /**
     * Looks the imports of a module up once, for many instances. Later definitions do not change it.
     *
     * @param module a module of the same engine
     * @return the module with what its imports get
     * @throws LinkException            when an import has no definition
     * @throws IllegalArgumentException when the module is of another engine
     */
    public InstancePre<T> instantiatePre(WasmModule module) {
        if (!Engine.same(engine, module.engine())) {
            throw new IllegalArgumentException(module + ": expected one of " + engine + ", the linker's engine, found one of "
                    + module.engine());
        }
        List<Definition<T>> found = new ArrayList<>();
        for (ImportType wanted : module.imports()) {
            Definition<T> definition = modules.getOrDefault(wanted.module(), Map.of()).get(wanted.name());
            if (definition == null) {
                throw new LinkException(Failure.UNKNOWN_IMPORT, wanted.module(), wanted.name(), wanted.type(), "nothing; " + near(wanted));
            }
            found.add(definition);
        }
        return new InstancePre<>(module, found);
    }

    /** What is offered that the import may have meant. */
    private String near(ImportType wanted) {
        Map<String, Definition<T>> beside = modules.get(wanted.module());
        if (beside != null) {
            return "offered of " + wanted.module() + ": " + some(beside.keySet());
        }
        List<String> same = modules.entrySet().stream().filter(entry -> entry.getValue().containsKey(wanted.name())).map(Map.Entry::getKey)
                .toList();
        if (!same.isEmpty()) {
            return wanted.name() + " is offered by: " + some(same);
        }
        return modules.isEmpty() ? "nothing is offered at all" : "modules offered: " + some(modules.keySet());
    }

    private static String some(Iterable<String> names) {
        StringBuilder text = new StringBuilder();
        int count = 0;
        for (String name : names) {
            if (++count > NEAR_NAMES) {
                return text.append(", …").toString();
            }
            text.append(count == 1 ? "" : ", ").append(name);
        }
        return text.toString();
    }
}
