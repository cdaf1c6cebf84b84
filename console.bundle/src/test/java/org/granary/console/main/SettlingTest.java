package org.granary.console.main;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Hashtable;
import java.util.concurrent.atomic.AtomicInteger;
import org.granary.plugin.PluginHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** What commands wait for. */
@Timeout(120)
class SettlingTest {
    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Test
    void bundlesOfTheWatchedFolderAreWaitedForAndOthersAreNot() {
        File watched = new File("a folder");
        AtomicInteger looks = new AtomicInteger();
        Bundle[] bundles = {bundle(new File(watched, "late.jar"), () -> looks.incrementAndGet() < 4 ? Bundle.RESOLVED : Bundle.ACTIVE),
            bundle(new File("elsewhere.jar"), () -> Bundle.INSTALLED)};
        BundleContext context = proxy(BundleContext.class, (self, method, arguments) -> switch (method.getName()) {
            case "getProperty" -> watched.getPath();
            case "getBundles" -> bundles;
            default -> throw new AssertionError(method);
        });
        PluginHost host = proxy(PluginHost.class, (self, method, arguments) -> true);
        new Settling(host, context).await(Duration.ofSeconds(60), new PrintStream(OutputStream.nullOutputStream()));
        assertEquals(4, looks.get());
    }

    private interface State {
        int now();
    }

    private static Bundle bundle(File file, State state) {
        return proxy(Bundle.class, (self, method, arguments) -> switch (method.getName()) {
            case "getLocation" -> file.getAbsoluteFile().toURI().toString();
            case "getState" -> state.now();
            case "getHeaders" -> new Hashtable<String, String>();
            default -> throw new AssertionError(method);
        });
    }
}
