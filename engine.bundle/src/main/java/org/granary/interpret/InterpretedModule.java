package org.granary.interpret;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.granary.compile.spi.CompiledModule;
import org.granary.engine.EngineConfig;
import org.granary.validate.ValidModule;
import org.granary.vm.CheckpointSite;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.VmStore;

/** A module that is interpreted. A body is translated when it is first called. Thread-safe. */
final class InterpretedModule implements CompiledModule {
    private static final String GUESTS = "org.granary.guest.m";
    private static final int DIGITS = 16;
    private static final String FUNCTION = "I";
    private static final String FILE = "wasm";

    private final ValidModule module;
    private final EngineConfig config;
    private final String prefix;
    private final AtomicReferenceArray<Body> bodies;

    InterpretedModule(ValidModule module, EngineConfig config, String sha256) {
        this.module = module;
        this.config = config;
        this.prefix = GUESTS + sha256.substring(0, DIGITS) + ".";
        this.bodies = new AtomicReferenceArray<>(module.functionCount());
    }

    ValidModule module() {
        return module;
    }

    boolean interruptable() {
        return config.interruptable();
    }

    /** Whether traps are to carry what the calls held that they have ended. */
    boolean dumps() {
        return config.coreDumpOnTrap();
    }

    /** The steps of an own function; two threads may translate it, and both get the same ones. */
    Body body(int function) {
        Body known = bodies.get(function);
        if (known == null) {
            bodies.compareAndSet(function, null, Translator.translate(module, function, config));
            known = bodies.get(function);
        }
        return known;
    }

    /** How many functions, memories, tables and globals there are. */
    int[] sizes() {
        return new int[] {module.functionCount(), module.memoryCount(), module.tableCount(), module.globalCount()};
    }

    @Override
    public Instance newInstance(VmStore store, Instantiable instantiable) {
        return new InterpretedInstance(store, instantiable, this);
    }

    @Override
    public void chooseVariant(Instance instance) {
        // memories are read through their routines, whatever their form
    }

    /** Whether a class name in a stack trace is one of {@link #frame}. */
    static boolean isGuest(String className) {
        return className.startsWith(GUESTS) && className.substring(className.lastIndexOf('.') + 1).matches(FUNCTION + "\\d+");
    }

    /** A function in a stack trace. */
    StackTraceElement frame(int function, int offset) {
        String name = module.parsed().names().functions().get(function);
        return new StackTraceElement(prefix + FUNCTION + function, name == null ? "f" + function : name, FILE, offset);
    }

    @Override
    public int functionOf(String className, String methodName) {
        String name = className.startsWith(prefix) ? className.substring(prefix.length()) : "";
        return name.matches(FUNCTION + "\\d+") ? Integer.parseInt(name.substring(FUNCTION.length())) : -1;
    }

    @Override
    public String packagePrefix() {
        return prefix;
    }

    /** None: a check point asks the store itself each time. */
    @Override
    public CheckpointSite checkpoints() {
        return null;
    }
}
