package org.granary.engine.impl;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.granary.engine.ArtefactTrust;
import org.granary.engine.Engine;
import org.granary.op.CoreOp;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.UnlimitedStore;

/** One of several processes that compile into one folder; {@code SharedCacheTest} starts them. */
final class SharedCacheMain {
    static final long MOST_BYTES = 1 << 20;
    /** These are compiled by all, every further one by one process alone. */
    static final int SHARED_MODULES = 6;
    private static final int FUNCTIONS = 10;
    /** As many steps as make a class file of some kilobytes. */
    private static final int STEPS = 800;

    private SharedCacheMain() {
    }

    /**
     * Compiles and calls modules, in an order that the number decides. Tells when it begins with one, and when all were right.
     *
     * @param arguments the folder; the process's number; how many times
     */
    public static void main(String[] arguments) {
        int number = Integer.parseInt(arguments[1]);
        Random random = new Random(number);
        for (int i = Integer.parseInt(arguments[2]); i > 0; i--) {
            int module = random.nextInt(3) == 0 ? SHARED_MODULES + number : random.nextInt(SHARED_MODULES);
            System.out.println("module " + module);
            run(Path.of(arguments[0]), module);
        }
        System.out.println("all right");
    }

    static Engine engine(Path folder) {
        return Engine.create(ArtefactSamples.config().artefacts(ArtefactTrust.builder().hostKeyFile(folder.resolve("host.key")).build())
                .cacheDirectory(folder.resolve("cache")).cacheLimits(MOST_BYTES, Duration.ofDays(1)).build());
    }

    /** Calls each function of a module once. */
    static void run(Path folder, int number) {
        try (Engine engine = engine(folder)) {
            Instance instance = ((Instantiable) engine.compile(module(number))).instantiate(new UnlimitedStore(), new Object[0]);
            for (int i = 0; i < FUNCTIONS; i++) {
                Object got = instance.function(instance.module.export("f" + i).orElseThrow().index()).apply(new Object[] {number})[0];
                int expected = number;
                for (int step = 0; step < STEPS; step++) {
                    expected = expected * 31 + constant(number, i, step);
                }
                if (!got.equals(expected)) {
                    throw new IllegalStateException("module " + number + ", f" + i + ": expected " + expected + ", found " + got);
                }
            }
        }
    }

    private static int constant(int module, int function, int step) {
        return (module * FUNCTIONS + function) * STEPS + step;
    }

    static byte[] module(int number) {
        ModuleBuilder module = new ModuleBuilder();
        for (int i = 0; i < FUNCTIONS; i++) {
            int function = i;
            int index = module.func(ArtefactSamples.ONE, code -> {
                code.local(CoreOp.LOCAL_GET, 0);
                for (int step = 0; step < STEPS; step++) {
                    code.number(CoreOp.I32_CONST, 31);
                    code.plain(CoreOp.I32_MUL);
                    code.number(CoreOp.I32_CONST, constant(number, function, step));
                    code.plain(CoreOp.I32_ADD);
                }
            });
            module.export("f" + i, ExternType.Kind.FUNC, index);
        }
        return module.build();
    }
}
