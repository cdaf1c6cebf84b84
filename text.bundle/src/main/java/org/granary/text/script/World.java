package org.granary.text.script;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.granary.engine.Engine;
import org.granary.engine.LinkException;
import org.granary.engine.UnsupportedException;
import org.granary.engine.WasmModule;
import org.granary.store.Extern;
import org.granary.store.ExternRef;
import org.granary.store.Instance;
import org.granary.store.Linker;
import org.granary.store.SharedMemory;
import org.granary.store.Store;
import org.granary.text.script.ScriptRunner.Mismatch;
import org.granary.text.script.ScriptRunner.Unsupported;
import org.granary.type.ImportType;

/** What the commands of a script make and name: modules, instances, what is registered. Confined to one thread. */
final class World implements AutoCloseable {
    /** Stands in a map for the last of its kind. */
    private static final String LAST = "";

    /**
     * Something made, or the proposal for whose sake it is missing.
     *
     * @param thing    what was made, or null
     * @param proposal what it needs, or null
     */
    private record Made<T>(T thing, String proposal) {
        T get() {
            if (proposal != null) {
                throw new Unsupported(proposal);
            }
            return thing;
        }
    }

    private final Engine engine;
    private final BiFunction<Engine, byte[], WasmModule> compile;
    private final Store<Void> store;
    private final Linker<Void> linker;
    private final Map<String, Made<WasmModule>> definitions = new HashMap<>();
    private final Map<String, Made<Instance>> instances = new HashMap<>();
    /** What a thread sees of the script around it: the shared memories of instances, by the instances' names. */
    private final Map<String, Map<String, SharedMemory>> around = new HashMap<>();
    /** Module names that the script has registered itself. */
    private final Set<String> registered = new HashSet<>();
    /** Names under which something should be registered, with the proposal for whose sake it is not. */
    private final Map<String, String> missing = new HashMap<>();

    World(Engine engine) {
        this(engine, Engine::compile);
    }

    World(Engine engine, BiFunction<Engine, byte[], WasmModule> compile) {
        this.compile = compile;
        this.engine = engine;
        store = Store.create(engine);
        if (engine.config().consumeFuel()) {
            // scripts know of no fuel and no epochs
            store.setFuel(-1);
        }
        store.setEpochDeadline(-1);
        linker = Linker.create(engine);
        linker.allowShadowing(true);
        Spectest.define(linker, store);
    }

    /** What guests have spent; empty where fuel is off. */
    OptionalLong fuelConsumed() {
        return store.fuelConsumed();
    }

    void validate(byte[] bytes) {
        engine.validate(bytes);
    }

    /** The phrase of the first fault in a module's custom sections. */
    String customFault(byte[] bytes) {
        return engine.validateCustomSections(bytes).stream().map(fault -> fault.failure().phrase()).findFirst().orElse("no fault");
    }

    Instance instantiate(byte[] bytes) {
        return instantiate(compile.apply(engine, bytes));
    }

    private Instance instantiate(WasmModule module) {
        module.imports().stream().map(ImportType::module).distinct().forEach(this::offer);
        try {
            return linker.instantiate(store, module);
        } catch (LinkException e) {
            String proposal = missing.get(e.importModule());
            if (proposal != null) {
                throw new Unsupported(proposal);
            }
            throw e;
        }
    }

    /** Scripts of other engines import from an instance by the name that it has in the script, where nothing is registered by that name. */
    private void offer(String name) {
        Made<Instance> instance = name.isEmpty() || registered.contains(name) ? null : instances.get(name);
        if (instance != null && instance.proposal() != null) {
            missing.put(name, instance.proposal());
        } else if (instance != null) {
            linker.instance(store, name, instance.thing());
        }
    }

    void module(Command.Module command) {
        // until it is made, whatever names it must not find an older one
        forget(definitions, command.name());
        if (!command.definition()) {
            forget(instances, command.name());
        }
        Made<WasmModule> module = make(() -> compile.apply(engine, command.form().bytes()));
        put(definitions, command.name(), module);
        if (!command.definition()) {
            put(instances, command.name(), make(() -> instantiate(module.get())));
            instances.get(LAST).get();
        }
        module.get();
    }

    void instance(Command.NewInstance command) {
        forget(instances, command.name());
        put(instances, command.name(), make(() -> instantiate(find(definitions, command.module(), "module").get())));
        instances.get(LAST).get();
    }

    /** A world for a thread, which sees the shared memories of some instances. */
    World beside(List<String> names) {
        World made = new World(engine, compile);
        for (String name : names) {
            Map<String, SharedMemory> memories = around.get(name);
            if (memories == null) {
                memories = new HashMap<>();
                for (Map.Entry<String, Extern> export : find(instances, name, "instance").get().exports().entrySet()) {
                    if (export.getValue() instanceof SharedMemory memory) {
                        memories.put(export.getKey(), memory);
                    }
                }
            }
            made.around.put(name, memories);
        }
        return made;
    }

    void register(Command.Register command) {
        registered.add(command.as());
        if (command.instance() != null && around.containsKey(command.instance())) {
            around.get(command.instance()).forEach((name, memory) -> linker.define(command.as(), name, memory));
            return;
        }
        Made<Instance> instance = find(instances, command.instance(), "instance");
        missing.remove(command.as());
        if (instance.proposal() != null) {
            missing.put(command.as(), instance.proposal());
        }
        linker.instance(store, command.as(), instance.get());
    }

    Object[] act(Command.Action action) {
        Instance instance = find(instances, action.instance(), "instance").get();
        if (action instanceof Command.Get get) {
            return new Object[] {instance.global(get.global()).get()};
        }
        Command.Invoke invoke = (Command.Invoke) action;
        return instance.func(invoke.function()).call(invoke.arguments().stream().map(this::value).toArray());
    }

    private Object value(Argument argument) {
        if (argument instanceof Argument.Number number) {
            return number.value();
        }
        if (argument instanceof Argument.Extern extern) {
            return ExternRef.create(store, extern.number());
        }
        return null;
    }

    /** Makes something; what is unsupported is remembered as such, any other failure passes. */
    private static <T> Made<T> make(Supplier<T> maker) {
        try {
            return new Made<>(maker.get(), null);
        } catch (UnsupportedException e) {
            return new Made<>(null, e.proposal().toString());
        } catch (Unsupported e) {
            return new Made<>(null, e.proposal());
        }
    }

    private static <T> void put(Map<String, Made<T>> map, String name, Made<T> made) {
        map.put(LAST, made);
        if (name != null) {
            map.put(name, made);
        }
    }

    private static void forget(Map<String, ?> map, String name) {
        map.remove(LAST);
        if (name != null) {
            map.remove(name);
        }
    }

    private static <T> Made<T> find(Map<String, Made<T>> map, String name, String what) {
        Made<T> made = map.get(name == null ? LAST : name);
        if (made == null) {
            throw new Mismatch("an " + what + (name == null ? "" : " $" + name), "none");
        }
        return made;
    }

    @Override
    public void close() {
        store.close();
    }
}
