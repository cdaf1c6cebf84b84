package org.granary.engine.impl;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.granary.compile.spi.Compiler;
import org.granary.vm.Functional;

/**
 * What an engine keeps for each functional interface that hosts call guests through. It goes with the engine, and with the interface. What
 * the platform's interfaces refer to would stay for ever: those are kept here. Thread-safe.
 */
final class Functionals {
    private final Compiler compiler;
    private final Map<Class<?>, Functional<?>> lasting = new ConcurrentHashMap<>();
    private final ClassValue<Functional<?>> passing;

    Functionals(Compiler compiler) {
        this.compiler = compiler;
        this.passing = new Passing(compiler);
    }

    /** Of a class of its own, as what is kept must not lead back here. */
    private static final class Passing extends ClassValue<Functional<?>> {
        private final Compiler compiler;

        Passing(Compiler compiler) {
            this.compiler = compiler;
        }

        @Override
        protected Functional<?> computeValue(Class<?> type) {
            return compiler.functional(type);
        }
    }

    @SuppressWarnings("unchecked")
    <F> Functional<F> of(Class<F> type) {
        if (!lasts(type.getClassLoader())) {
            return (Functional<F>) passing.get(type);
        }
        Functional<?> known = lasting.get(type);
        if (known == null) {
            known = compiler.functional(type);
            Functional<?> before = lasting.putIfAbsent(type, known);
            known = before == null ? known : before;
        }
        return (Functional<F>) known;
    }

    private static boolean lasts(ClassLoader loader) {
        return loader == null || loader == ClassLoader.getPlatformClassLoader() || loader == Functionals.class.getClassLoader();
    }
}
