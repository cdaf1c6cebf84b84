package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.WasmModule;
import org.granary.op.CoreOp;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.granary.vm.Instantiable;
import org.granary.vm.UnlimitedStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassWriter;

/** What a host is told where ASM is there and a part of it is not. */
@Timeout(240)
class BrokenAsmTest {
    private static final String ASM = "org.objectweb.asm.";

    /** The engine, these tests and ASM once more, but for one class. */
    private static final class Without extends URLClassLoader {
        private final String missing;

        Without(String missing) {
            super(Stream.of(Engine.class, BrokenAsmTest.class, ClassWriter.class).map(type ->
                    type.getProtectionDomain().getCodeSource().getLocation()).toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
            this.missing = missing;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.equals(missing)) {
                throw new ClassNotFoundException(name);
            }
            return super.findClass(name);
        }
    }

    /** Calls a function, and writes an artefact; gives what each has come to. */
    public static final class Inside implements Callable<List<String>> {
        @Override
        public List<String> call() {
            ModuleBuilder module = new ModuleBuilder();
            FuncType answer = FuncType.taking().returning(ValType.I32);
            module.export("answer", ExternType.Kind.FUNC, module.func(answer, code -> code.number(CoreOp.I32_CONST, 42)));
            byte[] bytes = module.build();
            try (Engine engine = Engine.create(EngineConfig.builder().build())) {
                WasmModule compiled = engine.compile(bytes);
                return List.of(Boolean.toString(engine.isInterpreter()),
                        told(() -> ((Instantiable) compiled).instantiate(new UnlimitedStore(), new Object[0]).function(0)
                                .apply(new Object[0])[0]),
                        told(() -> engine.precompileModule(bytes).length > 0));
            }
        }

        private static String told(Callable<Object> step) {
            try {
                return String.valueOf(step.call());
            } catch (Exception | LinkageError e) {
                return e.toString();
            }
        }
    }

    private static List<?> without(String missing) throws Exception {
        try (Without loader = new Without(missing)) {
            return (List<?>) ((Callable<?>) loader.loadClass(Inside.class.getName()).getConstructor().newInstance()).call();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SymbolTable", "Label", "FieldWriter", "MethodVisitor"})
    void theHostIsToldThatItIsBroken(String missing) throws Exception {
        List<?> told = without(ASM + missing);
        assertEquals("false", told.get(0), "nobody has looked by then");
        for (int i = 1; i < told.size(); i++) {
            String message = told.get(i).toString();
            assertTrue(message.contains("no class can be written: org.objectweb.asm is there, but not whole"), message);
            assertTrue(message.contains(missing), message);
        }
    }

    @Test
    void withoutTheFirstOfItsClassesTheEngineInterprets() throws Exception {
        assertEquals(List.of("true", "42", "true"), without(ASM + "ClassWriter"));
        assertEquals(List.of("false", "42", "true"), without(""));
    }
}
