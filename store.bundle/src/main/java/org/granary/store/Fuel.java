package org.granary.store;

import java.util.OptionalLong;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;

/**
 * The fuel of a store. All amounts are unsigned. What guests spend from is a part of it that they count down themselves; the rest is in
 * reserve, which makes 64 unsigned bits of it and lets a guest stop now and then. Confined to the store's thread.
 */
final class Fuel {
    private final StoreCore<?> core;
    private long reserve;
    /** The part that guests spend from, when it was last looked at; 0 where they have spent more than was there. */
    private long seen;
    private long consumed;
    private long injections;
    private long injection;
    private long interval;

    Fuel(StoreCore<?> core) {
        this.core = core;
    }

    private void need(String what) {
        if (!core.engine().config().consumeFuel()) {
            throw new IllegalStateException(what + " needs an engine that was made with consumeFuel(true)");
        }
    }

    /**
     * Writes down what guests have spent since the last look, and covers it out of the reserve; what stays below 0 is not there, and not
     * spent before something covers it.
     */
    private long look() {
        long left = core.spendable();
        if (left >= 0) {
            spent(seen - left);
        } else {
            long taken = Long.compareUnsigned(reserve, -left) < 0 ? reserve : -left;
            // not more than was there, so unsigned itself
            spent(seen + taken);
            reserve -= taken;
            left += taken;
        }
        seen = Math.max(left, 0);
        core.spendable(left);
        return left;
    }

    /** Never less than before: who is told of hardly anything after 2^64-1 units would take the store for a new one. */
    private void spent(long units) {
        consumed += units;
        if (Long.compareUnsigned(consumed, units) < 0) {
            consumed = -1;
        }
    }

    long remaining(String what) {
        need(what);
        if (look() < 0) {
            core.spendable(0);
        }
        return seen + reserve;
    }

    /** Divides an amount in the part to spend from and the reserve. */
    private void fill(long amount) {
        long most = interval == 0 ? Long.MAX_VALUE : interval;
        seen = Long.compareUnsigned(amount, most) > 0 ? most : amount;
        reserve = amount - seen;
        core.spendable(seen);
    }

    void set(long amount) {
        remaining("setFuel");
        fill(amount);
    }

    void add(long amount) {
        long before = remaining("addFuel");
        if (Long.compareUnsigned(before + amount, before) < 0) {
            throw new IllegalArgumentException("addFuel: expected at most " + Long.toUnsignedString(-1 - before)
                    + " more, for 2^64-1 in all, found " + Long.toUnsignedString(amount));
        }
        fill(before + amount);
    }

    long consume(long amount) {
        long before = remaining("consumeFuel");
        if (Long.compareUnsigned(amount, before) > 0) {
            throw new IllegalArgumentException("consumeFuel: expected at most " + Long.toUnsignedString(before) + ", the rest, found "
                    + Long.toUnsignedString(amount));
        }
        spent(amount);
        fill(before - amount);
        return before - amount;
    }

    OptionalLong consumed() {
        if (!core.engine().config().consumeFuel()) {
            return OptionalLong.empty();
        }
        remaining("fuelConsumed");
        return OptionalLong.of(consumed);
    }

    void trapWhenOut() {
        injections = 0;
    }

    void inject(long count, long amount) {
        need("outOfFuelAsyncYield");
        core.requireAsync("outOfFuelAsyncYield");
        if (amount == 0) {
            throw new IllegalArgumentException("outOfFuelAsyncYield: fuelToInject: expected more than 0, found 0");
        }
        injections = count;
        injection = amount;
    }

    void yieldEach(long units) {
        long held = remaining("fuelAsyncYieldInterval");
        core.requireAsync("fuelAsyncYieldInterval");
        interval = units < 0 ? Long.MAX_VALUE : units;
        fill(held);
    }

    /** A guest has spent more than its part. */
    void out() {
        long left = look();
        boolean due = left >= 0 && interval > 0;
        while (left < 0) {
            if (injections == 0) {
                core.spendable(0);
                throw new Trap(TrapCode.OUT_OF_FUEL);
            }
            core.yieldNow();
            injections--;
            reserve = injection;
            left = look();
        }
        fill(left + reserve);
        if (due) {
            core.yieldNow();
        }
    }
}
