package org.granary.store;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.granary.vm.GlobalCell;

/**
 * The instances of a store: those that the host has made and not closed, and all whose code can still run. Used by the thread that has the
 * store.
 */
final class Instances {
    private final Map<org.granary.vm.Instance, Instance> open = new IdentityHashMap<>();
    /** All instances whose code can still run, closed and failed ones too. */
    private final WeakList<org.granary.vm.Instance> reachable = new WeakList<>();
    private long made;

    void add(org.granary.vm.Instance vm) {
        reachable.add(vm);
    }

    void open(org.granary.vm.Instance vm, Instance instance) {
        open.put(vm, instance);
        made++;
    }

    /** The open instance around compiled code's, or null. */
    Instance around(org.granary.vm.Instance vm) {
        return open.get(vm);
    }

    void close(org.granary.vm.Instance vm) {
        open.remove(vm);
    }

    /** How many are open. */
    int count() {
        return open.size();
    }

    /** How many have ever been open. */
    long made() {
        return made;
    }

    /** All whose code can still run, in the order in which they were made. */
    List<org.granary.vm.Instance> reachable() {
        return reachable.live();
    }

    /** Drops what is not reachable any more. */
    void tidy() {
        reachable.size();
    }

    boolean reach(org.granary.vm.SharedMemory memory) {
        return reachable.live().stream().anyMatch(instance -> Arrays.asList(instance.memories).contains(memory));
    }

    List<StoreSnapshot.Instance> snapshot() {
        return open.values().stream().map(instance -> new StoreSnapshot.Instance(
                instance.module().name().orElseGet(() -> instance.module().sha256().substring(0, 8)), instance.module().sha256())).toList();
    }

    /** Handles that the host still holds must not keep a dead store's memory. */
    void release() {
        for (org.granary.vm.Instance instance : reachable.live()) {
            empty(instance);
        }
        open.clear();
    }

    private static void empty(org.granary.vm.Instance instance) {
        // compiled code has tables and cells in fields of its own, too: what is in them goes, as memories give up their bytes
        for (org.granary.vm.Table table : instance.tables) {
            if (table != null) {
                table.release();
            }
        }
        for (GlobalCell cell : instance.globals) {
            if (cell != null) {
                cell.ref = null;
            }
        }
        Arrays.fill(instance.functions, null);
        Arrays.fill(instance.memories, null);
        Arrays.fill(instance.tables, null);
        Arrays.fill(instance.globals, null);
        instance.array0 = null;
        instance.data = new byte[0][];
        instance.elements = new Object[0][];
    }
}
