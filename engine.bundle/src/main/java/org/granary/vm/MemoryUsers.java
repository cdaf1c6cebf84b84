package org.granary.vm;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The stores that use a shared memory, each of which is charged for all of it. For one thread at a time: who holds the memory's lock. */
final class MemoryUsers {
    private final SharedMemory memory;
    private final List<WeakReference<VmStore>> users = new ArrayList<>();

    MemoryUsers(SharedMemory memory) {
        this.memory = memory;
    }

    /** Charges every store another size, or none; gives the one that has no room, else null. */
    VmStore charge(long size, long wanted) {
        List<VmStore> all = live();
        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).charge(memory, wanted)) {
                for (VmStore charged : all.subList(0, i)) {
                    charged.charge(memory, size);
                }
                return all.get(i);
            }
        }
        return null;
    }

    /** Charges every store a size that it was charged before, which is never refused. */
    void charge(long size) {
        for (VmStore user : live()) {
            user.charge(memory, size);
        }
    }

    private List<VmStore> live() {
        List<VmStore> live = new ArrayList<>(users.size());
        // no lambdas in what guests reach: to link one takes more of the stack than all else
        for (Iterator<WeakReference<VmStore>> all = users.iterator(); all.hasNext();) {
            if (all.next().refersTo(null)) {
                all.remove();
            }
        }
        for (WeakReference<VmStore> reference : users) {
            VmStore user = reference.get();
            if (user != null) {
                live.add(user);
            }
        }
        return live;
    }

    /** Adds and charges a store that is not there yet; false when its account has no room. */
    boolean add(VmStore store, long size) {
        if (live().contains(store)) {
            return true;
        }
        if (!store.charge(memory, size)) {
            return false;
        }
        users.add(new WeakReference<>(store));
        return true;
    }

    /** Takes a store out, and what it was charged back. */
    void remove(VmStore store) {
        if (users.removeIf(user -> user.refersTo(store))) {
            store.charge(memory, 0);
        }
    }

    /** The store in which the calling thread is, the innermost of several, or null. */
    VmStore here(Nesting.Level innermost) {
        List<VmStore> inside = live();
        inside.removeIf(user -> !user.runsHere());
        for (Nesting.Level level = innermost; level != null; level = level.outer) {
            if (inside.contains(level.store)) {
                return level.store;
            }
        }
        return inside.isEmpty() ? null : inside.get(0);
    }
}
