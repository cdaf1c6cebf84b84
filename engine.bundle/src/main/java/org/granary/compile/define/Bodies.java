package org.granary.compile.define;

import java.util.List;
import org.granary.compile.build.IrBuilder;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.IrFunction;
import org.granary.compile.ir.Kind;
import org.granary.engine.EngineConfig;
import org.granary.op.FuelCosts;
import org.granary.validate.FuelPlan;
import org.granary.validate.ValidModule;

/** Where the functions of a module come from in the compiler's form. Thread-safe. */
interface Bodies {
    /**
     * A function.
     *
     * @param function its index in the module's function index space; not an import
     * @return its form; the same each time
     */
    IrFunction body(int function);

    /**
     * Whether a function makes tail calls.
     *
     * @param function its index
     * @return true when it has a body that may leave a call behind, and a trampoline
     */
    boolean tailCalls(int function);

    /**
     * What exceptions of a tag carry.
     *
     * @param tag the tag's index
     * @return the kinds
     */
    List<Kind> tagKinds(int tag);

    /**
     * The bodies as the module has them.
     *
     * @param module a valid module
     * @param config the engine's settings
     * @return built anew at each call, so that nothing but the module's bytes stays in memory
     */
    static Bodies of(ValidModule module, EngineConfig config) {
        FuelCosts costs = config.consumeFuel() ? FuelCosts.of(config.fuelCosts()) : null;
        return new Bodies() {
            @Override
            public IrFunction body(int function) {
                int own = function - module.importedFunctions();
                return IrBuilder.build(module, own, costs == null ? FuelPlan.FREE
                        : FuelPlan.of(module, own, costs), config.epochInterruption());
            }

            @Override
            public boolean tailCalls(int function) {
                return module.tailCalls(function);
            }

            @Override
            public List<Kind> tagKinds(int tag) {
                return CallShape.kinds(module.tag(tag).func().params());
            }
        };
    }
}
