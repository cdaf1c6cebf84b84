package org.granary.plugin.run;

import java.time.Duration;
import java.util.List;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.engine.WasmModule;
import org.granary.store.Instance;
import org.granary.type.FuncType;

/**
 * The two kinds of programs that the system interface knows, by their exports: a reactor is initialised once before anything else is
 * called, a command runs once in an instance. Stateless.
 */
final class Program {
    private static final String INITIALIZE = "_initialize";
    private static final String START = "_start";
    private static final FuncType NOTHING = FuncType.of(List.of(), List.of());

    private Program() {}

    private static boolean has(WasmModule module, String name) {
        return module.exports().stream().anyMatch(export -> export.name().equals(name) && export.type().equals(NOTHING));
    }

    /**
     * Initialises a reactor.
     *
     * @param left how long that may take
     * @throws Trap when it traps, or has no time
     */
    static void initialise(WasmModule module, Instance instance, Duration left) {
        if (!has(module, INITIALIZE) || has(module, START)) {
            return;
        }
        if (left.isZero() || left.isNegative()) {
            throw new Trap(TrapCode.DEADLINE);
        }
        instance.func(INITIALIZE).call(left);
    }

    /** Whether a function that has come back was the whole of a program. */
    static boolean isWhole(WasmModule module, String export) {
        return export.equals(START) && has(module, START);
    }
}
