package org.granary.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.granary.engine.GuestFrame;
import org.granary.engine.Trap;
import org.granary.engine.WasmModule;
import org.granary.store.trace.GuestTrace;
import org.granary.vm.EndedCall;
import org.granary.vm.Instantiable;

/**
 * What was in a store when a guest trapped: its call stack, modules and instances. Traps carry one where the engine was made with {@code
 * coreDumpOnTrap(true)}. It copies nothing: memories and globals are those of the store, and {@link #serialize} writes what they hold when
 * it is called. Under the store's thread rule.
 */
public final class WasmCoreDump {
    private final StoreCore<?> core;
    private final Trap trap;
    private final List<CoreDumpFrame> stack;
    private final List<org.granary.vm.Instance> instances;

    WasmCoreDump(StoreCore<?> core, Trap trap, List<GuestTrace.Place> places, List<EndedCall> ended) {
        this.core = core;
        this.trap = trap;
        this.instances = core.instances.reachable();
        this.stack = ended.isEmpty() ? CoreDumpFrame.of(places, instances) : ended.stream().map(CoreDumpFrame::of).toList();
    }

    /**
     * The dump that a trap carries.
     *
     * @param trap never null
     * @return the dump, or empty when the engine does not make any
     */
    public static Optional<WasmCoreDump> of(Trap trap) {
        return trap.attached(WasmCoreDump.class);
    }

    /**
     * The guest's call stack.
     *
     * @return the innermost frame first
     */
    public List<GuestFrame> frames() {
        return trap.frames();
    }

    /**
     * The modules of the instances.
     *
     * @return each once, in the order of their first instances
     */
    public List<WasmModule> modules() {
        return List.copyOf(code());
    }

    private List<Instantiable> code() {
        List<Instantiable> modules = new ArrayList<>();
        for (org.granary.vm.Instance instance : instances) {
            if (!modules.contains(instance.module)) {
                modules.add(instance.module);
            }
        }
        return modules;
    }

    /**
     * The instances whose code could run in the store, closed ones that others reach included.
     *
     * @return in the order in which they were made
     * @throws IllegalStateException when the store is closed
     */
    public List<Instance> instances() {
        return core.alone(open -> instances.stream().map(open::wrap).toList());
    }

    /**
     * Writes the dump in the format for core dumps that tools for WebAssembly share: a module of memories, globals and data that nobody
     * instantiates, with the custom sections {@code core}, {@code coremodules}, {@code coreinstances} and {@code corestack}.
     * An interpreted guest's frames have their instances, and the numbers among locals and operands as they were at the trap; what else is
     * in them is marked as missing, and so are all values of frames beyond 65,536 values. Of compiled code all locals are missing and
     * operands are left out, for the JVM does not show them, and a frame whose module has several instances is written as one of the first.
     *
     * @param name what the program is called, never null
     * @return the bytes
     * @throws IllegalStateException  when the store is closed, or the dump would be larger than an array can be
     * @throws ConcurrentUseException when another thread is in the store
     */
    public byte[] serialize(String name) {
        Objects.requireNonNull(name, "name");
        return core.alone(open -> new CoreDumpWriter(open, code(), instances).write(name, stack));
    }
}
