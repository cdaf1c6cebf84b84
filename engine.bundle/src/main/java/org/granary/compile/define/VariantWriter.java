package org.granary.compile.define;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.granary.compile.build.IrBuilder;
import org.granary.compile.emit.FunctionWriter;
import org.granary.compile.ir.IrFunction;
import org.granary.compile.shape.SplitFunction;
import org.granary.compile.shape.Splitter;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/** Writes all classes of a module for one variant of its memories. Confined to one thread. */
final class VariantWriter {
    private static final double SHRINK = 0.7;
    private static final int LEAST_TARGET = 100;

    private final ModulePlan plan;
    private final String variant;
    private final VariantLayout layout;
    private final Map<String, byte[]> classes = new LinkedHashMap<>();
    private final TreeSet<Integer> tailCallers = new TreeSet<>();
    /** By how much the budget shrinks for functions whose methods came out longer than estimated. */
    private final Map<Integer, Double> shrunk = new HashMap<>();

    private VariantWriter(ModulePlan plan, String variant) {
        this.plan = plan;
        this.variant = variant;
        this.layout = new VariantLayout(plan, variant);
    }

    /**
     * Writes the classes of a variant.
     *
     * @param plan    the module
     * @param variant a letter for each memory
     * @return class files by internal name, in a fixed order
     */
    static Map<String, byte[]> write(ModulePlan plan, String variant) {
        VariantWriter writer = new VariantWriter(plan, variant);
        for (int number = 0; number < plan.classCount(); number++) {
            while (!writer.functions(number)) {
                // again, with smaller parts for the functions that came out too long
            }
        }
        CodeWriter code = new CodeWriter(plan);
        writer.classes.put(plan.code(variant), code.variant(variant, writer.layout, writer.tailCallers));
        if (!writer.layout.stubShapes().isEmpty()) {
            writer.classes.put(writer.layout.stubs(), code.stubs(writer.layout));
        }
        return writer.classes;
    }

    /** Writes a class of functions with what stands beside it; false when a method is longer than the JIT compiler takes and can be cut smaller. */
    private boolean functions(int number) {
        Map<String, ClassWriter> writers = new LinkedHashMap<>();
        writer(writers, plan.functions(number, variant));
        boolean fits = true;
        for (int function : plan.members(number)) {
            int longest = function(function, writers);
            double factor = shrunk.getOrDefault(function, 1.0);
            if (longest > FunctionWriter.LONGEST_METHOD && plan.config.splitTarget() * factor * SHRINK > LEAST_TARGET) {
                shrunk.put(function, factor * SHRINK);
                fits = false;
            }
        }
        if (fits) {
            writers.forEach((name, writer) -> classes.put(name, ClassFiles.finish(writer)));
        }
        return fits;
    }

    private int function(int function, Map<String, ClassWriter> writers) {
        IrFunction built = IrBuilder.build(plan.module, function - plan.module.importedFunctions());
        if (built.tailCalls()) {
            tailCallers.add(function);
            plan.tailCaller(function);
        }
        double factor = shrunk.getOrDefault(function, 1.0);
        SplitFunction split = Splitter.split(built, (int) (plan.config.splitBudget() * factor), (int) (plan.config.splitTarget() * factor));
        return FunctionWriter.write(split, layout, part -> writer(writers, layout.owner(function, part)));
    }

    private static ClassWriter writer(Map<String, ClassWriter> writers, String name) {
        return writers.computeIfAbsent(name, n -> ClassFiles.begin(Opcodes.ACC_FINAL, n, "java/lang/Object"));
    }
}
