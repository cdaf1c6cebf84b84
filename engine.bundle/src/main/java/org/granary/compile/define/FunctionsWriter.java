package org.granary.compile.define;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.granary.compile.emit.FunctionWriter;
import org.granary.compile.ir.IrFunction;
import org.granary.compile.shape.SplitFunction;
import org.granary.compile.shape.Splitter;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Writes one class of functions, and beside it the classes of the parts that are too many for one. Confined to one thread.
 *
 * <p>Why in a thread of its own: nesting makes the compiler recurse, and the thread that needs the class may be a guest's with little
 * stack left.
 */
final class FunctionsWriter {
    private static final double SHRINK = 0.7;
    private static final int LEAST_TARGET = 50;
    private static final long STACK_BYTES = 64 << 20;
    private static final long MOST_STACK_BYTES = 1 << 30;
    private static final long STACK_PER_BYTE = 512;

    private final ModulePlan plan;
    private final VariantLayout layout;
    private final String variant;
    /** By how much the budget shrinks for functions whose methods came out longer than estimated. */
    private final Map<Integer, Double> shrunk = new HashMap<>();
    private Map<String, byte[]> classes;
    private Throwable failure;

    private FunctionsWriter(ModulePlan plan, String variant) {
        this.plan = plan;
        this.variant = variant;
        this.layout = new VariantLayout(plan, variant);
    }

    /**
     * Writes a class.
     *
     * @param plan    the module
     * @param variant a letter for each memory
     * @param number  which class of functions
     * @return class files by internal name
     */
    static Map<String, byte[]> write(ModulePlan plan, String variant, int number) {
        FunctionsWriter writer = new FunctionsWriter(plan, variant);
        long stack = Math.min(MOST_STACK_BYTES, STACK_BYTES + STACK_PER_BYTE * plan.longestBody(number));
        Thread thread = new Thread(null, () -> writer.run(number), "granary-compiler", stack);
        thread.setDaemon(true);
        thread.start();
        writer.await(thread);
        if (writer.failure != null) {
            throw new IllegalStateException("compiler failed on " + plan.functions(number, variant), writer.failure);
        }
        return writer.classes;
    }

    private void await(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                // a class is needed all the same; whoever waits for the interrupt gets it afterwards
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(int number) {
        try {
            while (classes == null) {
                classes = attempt(number);
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    /** Null when a method is longer than the JIT compiler takes and can be cut smaller. */
    private Map<String, byte[]> attempt(int number) {
        Map<String, ClassWriter> writers = new LinkedHashMap<>();
        writer(writers, plan.functions(number, variant));
        boolean fits = true;
        for (int function : plan.members(number)) {
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
        writers.forEach((name, writer) -> written.put(name, ClassFiles.finish(writer)));
        return written;
    }

    private int function(int function, double factor, Map<String, ClassWriter> writers) {
        IrFunction built = plan.bodies.body(function);
        SplitFunction split = Splitter.split(built, (int) (plan.config.splitBudget() * factor), (int) (plan.config.splitTarget() * factor));
        return FunctionWriter.write(split, layout, part -> writer(writers, layout.owner(function, part)));
    }

    private static ClassWriter writer(Map<String, ClassWriter> writers, String name) {
        return writers.computeIfAbsent(name, n -> ClassFiles.begin(Opcodes.ACC_FINAL, n, "java/lang/Object"));
    }
}
