package org.granary.host.stock;

import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import org.granary.host.ErrorValue;
import org.granary.host.HostBinding;
import org.granary.host.HostFunc;
import org.granary.host.HostFunction;
import org.granary.host.HostFunctions;
import org.granary.host.HostModule;
import org.granary.host.HostScope;
import org.granary.host.LineBudget;
import org.granary.host.LineBudgets;
import org.granary.host.PlainLine;
import org.granary.host.Span;
import org.granary.store.StoreContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** Lines in the framework's log, in the plugin's name. Thread-safe. */
@Component(property = HostModule.IMPORT_MODULE + "=granary_log")
public final class LogModule implements HostModule {
    private static final int MOST_BYTES = 16 << 10;

    private final LoggerFactory loggers;
    private final LineBudgets budgets;

    /**
     * Over the framework's log.
     *
     * @param loggers never null
     */
    @Activate
    public LogModule(@Reference LoggerFactory loggers) {
        this(loggers, new LineBudgets());
    }

    LogModule(LoggerFactory loggers, LineBudgets budgets) {
        this.loggers = loggers;
        this.budgets = budgets;
    }

    @Override
    public HostBinding bind(StoreContext<HostScope> store, HostScope scope) {
        Grant grant = Grant.of(scope, "log");
        Logger logger = loggers.getLogger(scope.plugin());
        LineBudget budget = budgets.begin(scope);
        Functions functions = new Functions(grant, logger, budget);
        try {
            HostFunc[] offered = HostFunctions.of(MethodHandles.lookup(), functions).toArray(HostFunc[]::new);
            return grant.mark(HostBinding.of(store, () -> budget.end(functions::tell), offered));
        } catch (RuntimeException | Error e) {
            // nobody ends what was not bound
            budget.end(functions::tell);
            throw e;
        }
    }

    /** What one store gets. */
    private record Functions(Grant grant, Logger logger, LineBudget budget) {
        /** Writes a line: level 0 error, 1 warning, 2 info, 3 debug, 4 trace. */
        @HostFunction
        int write(int level, Span text) {
            grant.check();
            if (text.length() > MOST_BYTES) {
                throw new ErrorValue(ErrorValue.TOO_LARGE);
            }
            if (level < 0 || level > 4) {
                throw new ErrorValue(ErrorValue.INVALID);
            }
            if (!isKept(level)) {
                return 0;
            }
            // several times as long as the text where that has much that is not seen
            String line = PlainLine.of(new String(text.toBytes(), StandardCharsets.UTF_8));
            if (!budget.take(line.length(), this::tell)) {
                throw new ErrorValue(ErrorValue.FULL);
            }
            switch (level) {
                case 0 -> logger.error("{}", line);
                case 1 -> logger.warn("{}", line);
                case 2 -> logger.info("{}", line);
                case 3 -> logger.debug("{}", line);
                default -> logger.trace("{}", line);
            }
            return 0;
        }

        /** What the log does not keep fills nothing. */
        private boolean isKept(int level) {
            return switch (level) {
                case 0 -> logger.isErrorEnabled();
                case 1 -> logger.isWarnEnabled();
                case 2 -> logger.isInfoEnabled();
                case 3 -> logger.isDebugEnabled();
                default -> logger.isTraceEnabled();
            };
        }

        private void tell(String leftOut) {
            logger.warn("log: {}", leftOut);
        }
    }
}
