package org.granary.compile.define;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.IntFunction;
import org.granary.compile.emit.FunctionWriter;
import org.granary.compile.ir.IrFunction;
import org.granary.compile.shape.SplitFunction;
import org.granary.compile.shape.Splitter;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Writes one class of functions, and beside it the classes of the parts that are too many for one. Confined to one thread.
 */
final class FunctionsWriter {
    private static final double SHRINK = 0.7;
    private static final int LEAST_TARGET = 50;

    private final ModulePlan plan;
    private final VariantLayout layout;
    private final String variant;
    /** By how much the budget shrinks for functions whose methods came out longer than estimated. */
    private final Map<Integer, Double> shrunk = new HashMap<>();

    private FunctionsWriter(ModulePlan plan, String variant) {
        this.plan = plan;
        this.variant = variant;
        this.layout = new VariantLayout(plan, variant);
    }

    /**
     * Writes a class. A thread that is interrupted stops before the next function.
     *
     * @param plan    the module
     * @param variant a letter for each memory
     * @param number  which class of functions
     * @return class files by internal name
     * @throws CancellationException when the thread is interrupted
     */
    static Map<String, byte[]> write(ModulePlan plan, String variant, int number) {
        FunctionsWriter writer = new FunctionsWriter(plan, variant);
        Map<String, byte[]> classes = null;
        while (classes == null) {
            classes = writer.attempt(number);
        }
        return classes;
    }

    /** Null when a method is longer than the JIT compiler takes and can be cut smaller. */
    private Map<String, byte[]> attempt(int number) {
        Map<String, ClassWriter> writers = new LinkedHashMap<>();
        writer(writers, plan.functions(number, variant));
        boolean fits = true;
        for (int function : plan.members(number)) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("nobody waits for " + plan.functions(number, variant));
            }
            double factor = shrunk.getOrDefault(function, 1.0);
            int longest = function(function, factor, writers);
            if (longest > FunctionWriter.LONGEST_METHOD && plan.config.splitTarget() * factor * SHRINK > LEAST_TARGET) {
                shrunk.put(function, factor * SHRINK);
                fits = false;
            }
        }
        if (!fits) {
            return null;
        }
        Map<String, byte[]> written = new LinkedHashMap<>();
        for (Map.Entry<String, ClassWriter> entry : writers.entrySet()) {
            written.put(entry.getKey(), ClassFiles.finish(entry.getValue()));
        }
        return written;
    }

    private int function(int function, double factor, Map<String, ClassWriter> writers) {
        IrFunction built = plan.bodies.body(function);
        SplitFunction split = Splitter.split(built, (int) (plan.config.splitBudget() * factor), (int) (plan.config.splitTarget() * factor));
        return FunctionWriter.write(split, layout, new Owners(layout, function, writers));
    }

    /** Gives each part of a function the class that it stands in. A class of its own, since lambdas take longer at their first use. */
    private record Owners(VariantLayout layout, int function, Map<String, ClassWriter> writers) implements IntFunction<ClassWriter> {
        @Override
        public ClassWriter apply(int part) {
            return writer(writers, layout.owner(function, part));
        }
    }

    private static ClassWriter writer(Map<String, ClassWriter> writers, String name) {
        ClassWriter writer = writers.get(name);
        if (writer == null) {
            writer = ClassFiles.begin(Opcodes.ACC_FINAL, name, "java/lang/Object");
            writers.put(name, writer);
        }
        return writer;
    }
}
