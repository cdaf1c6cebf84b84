package org.granary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LineBudgetsTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000);
    private final LineBudgets budgets = new LineBudgets(nanos::get);
    private final List<String> told = new ArrayList<>();

    @Test
    void aPluginHasOneBudgetUntilItIsWholeAgainAndNobodyUsesIt() {
        LineBudget first = budgets.begin("a", 1, 2);
        assertTrue(first.take(0, told::add));
        assertSame(first, budgets.begin("a", 1, 2));
        first.end(told::add);
        first.end(told::add);
        LineBudget used = budgets.begin("a", 1, 2);
        assertSame(first, used);
        used.end(told::add);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertNotSame(first, budgets.begin("a", 1, 2));
        assertEquals(1, budgets.size());
        assertEquals(List.of(), told);
    }

    @Test
    void thousandsOfPluginsThatAreGoneLeaveNothing() {
        for (int i = 0; i < 5_000; i++) {
            budgets.begin("plugin" + i, 10, 10).end(told::add);
        }
        assertEquals(1, budgets.size());
    }

    @Test
    void theGreatestBoundsHoldWhatTheySay() {
        LineBudget budget = budgets.begin("a", Integer.MAX_VALUE, Integer.MAX_VALUE);
        nanos.addAndGet(TimeUnit.DAYS.toNanos(10_000));
        assertTrue(budget.take(Integer.MAX_VALUE, told::add));
        LineBudget narrow = budgets.begin("a", 1, 0);
        assertTrue(narrow.take(1_000_000, told::add), "a line that is longer than all is taken alone");
        assertFalse(narrow.take(0, told::add));
        narrow.end(told::add);
        assertEquals(List.of("1 line was left out: it may log 1 in a second (host.log.lines) and 1 at once (host.log.burst), long ones "
                + "count as several"), told);
    }
}
