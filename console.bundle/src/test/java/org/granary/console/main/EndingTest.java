package org.granary.console.main;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.launch.Framework;

/** Whether the end of the process is held back. */
class EndingTest {
    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @ParameterizedTest
    @CsvSource({Bundle.STOPPING + ", true", Bundle.ACTIVE + ", false"})
    void aSignalWhileTheFrameworkStopsWaitsForItAndElsewhereForNobody(int state, boolean held) {
        Framework framework = proxy(Framework.class, (self, method, arguments) -> switch (method.getName()) {
            case "adapt" -> self;
            case "getState" -> state;
            default -> throw new AssertionError(method);
        });
        BundleContext context = proxy(BundleContext.class, (self, method, arguments) -> framework);
        Ending ending = new Ending(context, Map.entry(Map.of(), ""));
        ending.deactivate();
        // true: it was there until now
        assertEquals(held, Runtime.getRuntime().removeShutdownHook(ending.hook));
    }
}
