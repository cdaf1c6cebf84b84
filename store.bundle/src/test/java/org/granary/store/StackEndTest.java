package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.granary.engine.Engine;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.FuncType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.objectweb.asm.ClassWriter;

/** A store whose guest has come to the end of the stack is whole: accounts, host calls, and all of the JVM that it needs. */
@Timeout(900)
class StackEndTest {
    private static final long LIMIT_SECONDS = 300;

    private static Path place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anOverflowThatTheJdkHasWrappedIsOne() {
        try (Engine engine = Engine.create(); Store<String> store = Store.create(engine, "")) {
            Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
                throw new InternalError(new StackOverflowError());
            });
            assertEquals(TrapCode.CALL_STACK_EXHAUSTED, assertThrows(Trap.class, host::call).code());
        }
    }

    @ParameterizedTest(name = "interpreter {0}, call hook {1}, {2}")
    @CsvSource({"false, true, -Xint", "false, false, -XX:TieredStopAtLevel=1", "true, false, -XX:TieredStopAtLevel=1"})
    void nothingIsLeftHalfDone(boolean interpreter, boolean hook, String option) throws Exception {
        String classPath = Stream.of(StackEndMain.class, Store.class, Engine.class, ClassWriter.class).map(StackEndTest::place)
                .map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), option, "-Xmx256m",
                "-XX:+UseSerialGC", "-cp", classPath, StackEndMain.class.getName(), String.valueOf(interpreter), String.valueOf(hook))
                .redirectErrorStream(true).start();
        // what it tells is read until it ends
        process.onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).exceptionally(late -> process.destroyForcibly());
        try {
            process.getOutputStream().close();
            String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), told);
            assertEquals("all is well", told.strip());
        } finally {
            process.destroyForcibly();
        }
    }
}
