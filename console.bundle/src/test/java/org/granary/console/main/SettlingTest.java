package org.granary.console.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.granary.plugin.PluginHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** What commands wait for. */
@Timeout(120)
class SettlingTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final BundleContext UNWATCHED = proxy(BundleContext.class, (self, method, arguments) -> null);

    private final List<String> asked = new ArrayList<>();
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private boolean there;

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** One that is settled when it has been asked some times. */
    private PluginHost host(String name, int times) {
        AtomicInteger left = new AtomicInteger(times);
        return proxy(PluginHost.class, (self, method, arguments) -> switch (method.getName()) {
            case "awaitSettled" -> {
                asked.add(name);
                yield left.decrementAndGet() <= 0;
            }
            case "unsettled" -> Math.max(0, left.get());
            case "plugins" -> List.of();
            default -> throw new AssertionError(method);
        });
    }

    private static String property(Object[] arguments, String folder) {
        return arguments[0].equals("felix.fileinstall.dir") ? folder : null;
    }

    private String settle(Supplier<PluginHost> serving, BundleContext context, Duration atMost) {
        return settle(serving, context, atMost, System::nanoTime);
    }

    private String settle(Supplier<PluginHost> serving, BundleContext context, Duration atMost, LongSupplier nanos) {
        WatchedFolder folder = new WatchedFolder(context);
        Settling settling = new Settling(serving, folder, new Starting(context, folder, nanos), nanos);
        there = settling.await(nanos.getAsLong(), atMost, new PrintStream(told, true, StandardCharsets.UTF_8));
        return told.toString(StandardCharsets.UTF_8).strip();
    }

    @Test
    void thePluginHostThatServesInTheEndIsWaitedFor() {
        PluginHost first = host("first", 2);
        PluginHost second = host("second", 2);
        // looked at before each wait and after one that ended well
        Iterator<PluginHost> serving = Arrays.asList(first, first, null, null, second, second, second).iterator();
        assertEquals("", settle(serving::next, UNWATCHED, LONG));
        assertEquals(List.of("first", "first", "second", "second"), asked);
        assertFalse(serving.hasNext());
    }

    @Test
    void whatIsNotThereInTimeIsTold() {
        PluginHost busy = host("busy", 1_000);
        assertEquals("granary: not settled after 0 s (--wait): 999 to go", settle(() -> busy, UNWATCHED, Duration.ZERO));
        assertTrue(there);
        told.reset();
        assertEquals("granary: not settled after 0 s (--wait): the plugin host to go", settle(() -> null, UNWATCHED, Duration.ZERO));
        assertFalse(there, "commands would run on a host that has left");
    }

    @Test
    void bundlesOfTheWatchedFolderAreWaitedForInTheEnd() {
        File watched = new File("a folder");
        AtomicInteger looks = new AtomicInteger();
        Bundle late = proxy(Bundle.class, (self, method, arguments) -> switch (method.getName()) {
            case "getLocation" -> new File(watched, "late.jar").getAbsoluteFile().toURI().toString();
            case "getState" -> looks.incrementAndGet() < 4 ? Bundle.RESOLVED : Bundle.ACTIVE;
            case "getHeaders" -> new Hashtable<String, String>();
            default -> throw new AssertionError(method);
        });
        BundleContext context = proxy(BundleContext.class, (self, method, arguments) -> switch (method.getName()) {
            case "getProperty" -> property(arguments, watched.getPath());
            case "getBundles" -> new Bundle[] {late};
            default -> throw new AssertionError(method);
        });
        PluginHost host = host("host", 1);
        assertEquals("", settle(() -> host, context, LONG));
        assertEquals(4, looks.get());
    }

    /** The engine's settings, mostly: until they are taken the plugin host is not the one that will serve. */
    @Test
    void configurationsOfTheWatchedFolderAreWaitedForAtFirst(@TempDir Path watched) throws Exception {
        Files.createFile(watched.resolve("org.granary.engine.cfg"));
        PluginHost host = host("host", 1);
        assertEquals("", settle(() -> host, takenAtTheThirdLook(watched), LONG));
        assertEquals(List.of("services", "services", "services", "services", "host"), asked);
    }

    /** The machine sleeps, or has other work: FileInstall has stood still as well. */
    @Test
    void aTimeInWhichTheProcessStoodStillIsNoTimeThatWhoReadsHad(@TempDir Path watched) throws Exception {
        Files.createFile(watched.resolve("org.granary.engine.cfg"));
        AtomicLong clock = new AtomicLong();
        PluginHost host = host("host", 1);
        assertEquals("", settle(() -> host, takenAtTheThirdLook(watched), Duration.ofDays(1),
                () -> clock.addAndGet(TimeUnit.MINUTES.toNanos(1))));
        assertEquals("host", asked.get(asked.size() - 1));
    }

    private BundleContext takenAtTheThirdLook(Path watched) {
        return proxy(BundleContext.class, (self, method, arguments) -> switch (method.getName()) {
            case "getProperty" -> property(arguments, watched.toString());
            case "getBundles" -> new Bundle[0];
            case "getAllServiceReferences" -> {
                asked.add("services");
                yield asked.size() < 3 ? null : new ServiceReference<?>[1];
            }
            default -> throw new AssertionError(method);
        });
    }
}
