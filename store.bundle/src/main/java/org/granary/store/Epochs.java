package org.granary.store;

import java.util.Objects;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.vm.HostException;
import org.granary.vm.Nesting;

/**
 * What a store does when the engine's epoch reaches its deadline. Confined to the store's thread.
 *
 * @param <T> the type of the host's data
 */
final class Epochs<T> {
    private static final Runnable NOTHING = new Nothing();

    private static final class Nothing implements Runnable {
        @Override
        public void run() {
            // nobody wants to know
        }
    }

    private final StoreCore<T> core;
    private EpochCallback<T> callback;
    private Runnable finaliser = NOTHING;
    /** Whether the callback runs: guests that it calls are not let go on by asking it again. */
    private boolean asking;

    Epochs(StoreCore<T> core) {
        this.core = core;
    }

    /** The epoch that is so many ticks away; the greatest number stands for all beyond it. */
    private long at(long ticks) {
        long now = core.engine().epoch().get();
        return ticks < 0 || now + ticks < 0 ? Long.MAX_VALUE : now + ticks;
    }

    void deadline(long ticks) {
        core.epochDeadline(at(ticks));
    }

    /** Says what happens then; the finaliser of what was said before runs, once. */
    void answer(EpochCallback<T> next, Runnable atEnd) {
        Runnable before = finaliser;
        callback = next;
        finaliser = atEnd;
        core.finalise(before);
    }

    void trap() {
        answer(null, NOTHING);
    }

    void callback(EpochCallback<T> next, Runnable atEnd) {
        answer(Objects.requireNonNull(next, "callback"), Objects.requireNonNull(atEnd, "finaliser"));
    }

    void yield(long delta) {
        core.requireAsync("epochDeadlineAsyncYieldAndUpdate");
        answer(context -> UpdateDeadline.yieldWith(delta), NOTHING);
    }

    /** Whether a guest that looked now would end. */
    boolean ends() {
        return traps() && core.pastEpoch();
    }

    private boolean traps() {
        return callback == null || asking;
    }

    /** A guest has met the deadline. */
    void reached() {
        // a store that is closed asks nobody any more, and in engines without check points of their own this is one
        core.endIfAsked();
        if (traps()) {
            throw new Trap(TrapCode.INTERRUPT);
        }
        UpdateDeadline update;
        Nesting.Level level = core.hostBegins();
        asking = true;
        try {
            update = Objects.requireNonNull(callback.onDeadline(core.context), "the answer of the epoch callback");
            if (update.yields()) {
                core.requireAsync("UpdateDeadline.yieldWith");
            }
        } catch (Throwable e) {
            throw new HostException(e);
        } finally {
            asking = false;
            StoreCore.hostEnds(level);
        }
        core.endIfAsked();
        if (update.yields()) {
            core.yieldNow();
        }
        deadline(update.delta());
    }
}
