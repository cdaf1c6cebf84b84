package org.granary.engine.impl;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.granary.vm.VmStore;

/**
 * The open handles on an engine. One that was forgotten stops counting when the garbage collector has found it, which is seen the next time
 * somebody asks; there is no thread that waits for it. Thread-safe.
 */
final class Handles {
    private final Set<Lease> open = new HashSet<>();
    private final ReferenceQueue<EngineImpl> forgotten = new ReferenceQueue<>();
    private boolean ended;

    /** One open handle. */
    static final class Lease extends PhantomReference<EngineImpl> {
        /** The store whose handle it is, or null. */
        private final WeakReference<VmStore> store;

        private Lease(EngineImpl handle, ReferenceQueue<EngineImpl> queue, VmStore store) {
            super(handle, queue);
            this.store = store == null ? null : new WeakReference<>(store);
        }
    }

    /**
     * Counts a handle.
     *
     * @param handle a new handle
     * @param store  whose handle it is, or null
     * @return what it gives back when it is closed
     * @throws IllegalStateException when the engine was unloaded
     */
    synchronized Lease opened(EngineImpl handle, VmStore store) {
        check();
        Lease lease = new Lease(handle, forgotten, store);
        open.add(lease);
        return lease;
    }

    /** Counts a handle no more. */
    synchronized void closed(Lease lease) {
        open.remove(lease);
    }

    /** The stores that the calling thread is in. */
    synchronized List<VmStore> inside() {
        List<VmStore> found = new ArrayList<>();
        for (Lease lease : open) {
            VmStore store = lease.store == null ? null : lease.store.get();
            if (store != null && store.runsHere()) {
                found.add(store);
            }
        }
        return found;
    }

    /** Whether any handle is open. */
    synchronized boolean any() {
        collect();
        return !open.isEmpty();
    }

    /** Whether the engine was unloaded. */
    synchronized boolean ended() {
        return ended;
    }

    /** Refuses when the engine was unloaded. */
    synchronized void check() {
        if (ended) {
            throw new IllegalStateException("the engine was unloaded");
        }
    }

    /**
     * Ends the engine for good.
     *
     * @param last the only handle that may be open
     * @throws IllegalStateException when it is not the only one
     */
    synchronized void end(Lease last) {
        check();
        collect();
        int others = open.size() - (open.contains(last) ? 1 : 0);
        if (last == null || others > 0) {
            throw new IllegalStateException("unload: expected the last handle on the engine, found " + others
                    + (last == null ? "" : " more") + " open; close those (stores have one each) and unload then");
        }
        open.clear();
        ended = true;
    }

    private void collect() {
        for (Object lease = forgotten.poll(); lease != null; lease = forgotten.poll()) {
            open.remove(lease);
        }
    }
}
