package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.granary.engine.Engine;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.FuncType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A store whose guest has come to the end of the stack is whole: accounts, host calls, and all of the JVM that it needs. */
@Timeout(900)
class StackEndTest {
    private static final long LIMIT_SECONDS = 300;

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
        List<String> options = List.of(option, "-Xmx256m", "-XX:+UseSerialGC");
        assertEquals(List.of("all is well"), OtherJvm.told(StackEndMain.class, LIMIT_SECONDS, options, interpreter, hook));
    }
}
