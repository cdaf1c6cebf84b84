package org.granary.host;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * The {@link LineBudget}s of all plugins that write to a log by one module. A plugin has one there, however many stores it has and
 * however often it is started: else it would only have to end itself to get another. Thread-safe.
 */
public final class LineBudgets {
    private final LongSupplier clock;
    private final Map<String, LineBudget> budgets = new HashMap<>();

    /** Budgets by the time of this JVM. */
    public LineBudgets() {
        this(System::nanoTime);
    }

    /**
     * Budgets by another time.
     *
     * @param clock nanoseconds that go up, never null
     */
    public LineBudgets(LongSupplier clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * A plugin's budget, for one store more, with the bounds of its configuration ({@link LineBudget#LINES}, {@link LineBudget#BURST}).
     *
     * @param scope whose, never null
     * @return its budget; to be ended with the store
     * @throws IllegalArgumentException when a property is no bound ({@link HostScope#bound}); nothing is begun then
     */
    public LineBudget begin(HostScope scope) {
        return begin(scope.plugin(), scope.bound(LineBudget.LINES, LineBudget.STANDARD_LINES),
                scope.bound(LineBudget.BURST, LineBudget.STANDARD_BURST));
    }

    /**
     * A plugin's budget, for one store more.
     *
     * @param plugin the plugin's name
     * @param lines  how many lines it may log in a second, from 0 on; 0 is any number
     * @param burst  how many at once, from 0 on; less than one is one
     * @return its budget, with these bounds; to be ended with the store
     */
    public LineBudget begin(String plugin, int lines, int burst) {
        synchronized (budgets) {
            budgets.values().removeIf(LineBudget::isRested);
            LineBudget budget = budgets.computeIfAbsent(plugin, name -> new LineBudget(clock, lines, burst));
            budget.begin(lines, burst);
            return budget;
        }
    }

    /** How many are kept. */
    int size() {
        synchronized (budgets) {
            return budgets.size();
        }
    }
}
