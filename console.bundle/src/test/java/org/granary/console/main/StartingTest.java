package org.granary.console.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** What says that there will be no plugin host, and how long one is waited for. */
@Timeout(120)
class StartingTest {
    private static final String TRACE = "a.Wrapper: null\n\tat a.B.c(B.java)\nCaused by: a.Reason: no such thing\n\tat a.B.d(B.java)\n";

    @TempDir
    private Path watched;
    private String pollMillis = "60000";
    private final ComponentConfigurationDTO engine = component("org.granary.engine", "optional");
    private final ComponentConfigurationDTO host = component("org.granary.plugin.host", "optional");
    private final List<ComponentConfigurationDTO> all = new ArrayList<>(List.of(host, engine, component("org.granary.plugin", "require")));
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final BundleContext context = proxy(BundleContext.class, (self, method, arguments) -> switch (method.getName()) {
        case "getProperty" -> arguments[0].equals("felix.fileinstall.dir") ? watched.toString() : pollMillis;
        case "getServiceReference" -> proxy(ServiceReference.class, (reference, asked, none) -> null);
        case "getService" -> runtime();
        default -> throw new AssertionError(method);
    });
    private final WatchedFolder folder = new WatchedFolder(context);
    /** Each look at the clock takes as long as one says. */
    private final AtomicLong clock = new AtomicLong();
    private long stepMillis;
    private final LongSupplier nanos = () -> clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(stepMillis));
    private final Starting starting = new Starting(context, folder, nanos);

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private ServiceComponentRuntime runtime() {
        return proxy(ServiceComponentRuntime.class, (self, method, arguments) -> switch (method.getName()) {
            case "getComponentDescriptionDTOs" -> all.stream().map(c -> c.description).toList();
            case "getComponentConfigurationDTOs" -> all.stream().filter(c -> c.description == arguments[0]).toList();
            default -> throw new AssertionError(method);
        });
    }

    private static ComponentConfigurationDTO component(String pid, String policy) {
        ComponentConfigurationDTO component = new ComponentConfigurationDTO();
        component.description = new ComponentDescriptionDTO();
        component.description.name = "org.granary.some.Component";
        component.description.configurationPid = new String[] {pid};
        component.description.configurationPolicy = policy;
        component.properties = Map.of();
        return component;
    }

    private boolean await(AtomicInteger looks, Duration atMost) throws InterruptedException {
        return new Settling(() -> null, folder, starting, nanos).awaitHost(() -> looks.decrementAndGet() == 0, Optional.ofNullable(atMost),
                new PrintStream(told, true, StandardCharsets.UTF_8));
    }

    private List<String> told() {
        return told.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void anEngineThatFailsWithTheSettingsOfItsFileIsNoLongerWaitedFor() throws Exception {
        engine.failure = TRACE;
        Path file = Files.writeString(watched.resolve("org.granary.engine.cfg"), "proposals.on = none-such \n");
        assertTrue(starting.fails());
        assertEquals(Optional.empty(), starting.failure(), "it has not been read");
        engine.properties = Map.of("proposals.on", "earlier", WatchedFolder.FILE_NAME, file.toUri().toString());
        assertEquals(Optional.empty(), starting.failure(), "those of the last run");
        engine.properties = Map.of("proposals.on", "none-such", WatchedFolder.FILE_NAME, file.toUri().toString());
        assertEquals(Optional.empty(), starting.failure(), "it may still be that of the last settings");
        assertEquals(Optional.empty(), starting.failure());
        stepMillis = 1_000;
        assertEquals(Optional.of("a.Reason: no such thing"), starting.failure());
        assertFalse(await(new AtomicInteger(), null));
        assertEquals(List.of("granary: the plugin host does not start: a.Reason: no such thing"), told());
        Files.delete(file);
        assertEquals(Optional.empty(), starting.failure(), "they are to be taken away");
        engine.properties = Map.of();
        assertEquals(Optional.of("a.Reason: no such thing"), starting.failure());
    }

    @Test
    void settingsThatWereTakenOutOfTheFileAreThoseOfTheLastRun() throws Exception {
        engine.failure = TRACE;
        stepMillis = 600;
        Path file = Files.writeString(watched.resolve("org.granary.engine.cfg"), "# mended\n");
        engine.description.properties = Map.of("proposals.off", new String[] {"none"});
        engine.properties = Map.of("proposals.on", "none-such", "proposals.off", new String[] {"none"}, "service.pid", "org.granary.engine",
                WatchedFolder.FILE_NAME, file.toUri().toString());
        assertEquals(Optional.empty(), starting.failure());
        assertEquals(Optional.empty(), starting.failure());
        engine.properties = Map.of("proposals.off", new String[] {"none"}, "service.pid", "org.granary.engine", WatchedFolder.FILE_NAME,
                file.toUri().toString());
        assertEquals(Optional.empty(), starting.failure());
        assertEquals(Optional.of("a.Reason: no such thing"), starting.failure());
    }

    @Test
    void otherFailuresCountWhenTheyStand() throws Exception {
        host.failure = "a.Reason: once\n\tat a.B.c(B.java)\n";
        assertEquals(Optional.empty(), starting.failure());
        stepMillis = 100_000;
        assertFalse(await(new AtomicInteger(), null));
        assertEquals(List.of("granary: waiting for the plugin host", "granary: the plugin host does not start: a.Reason: once"), told());
        assertTrue(clock.get() >= Duration.ofMinutes(10).toNanos(), "who looks once in a minute has time to read ten times");
        host.properties = Map.of("mended", "not yet");
        assertEquals(Optional.empty(), starting.failure(), "other settings have their time");
    }

    @Test
    void aHostThatComesLateIsWaitedForAsLongAsWasAsked() throws Exception {
        AtomicInteger looks = new AtomicInteger(30);
        assertTrue(await(looks, null));
        assertEquals(0, looks.get());
        assertEquals(List.of(), told());
        assertFalse(await(new AtomicInteger(), Duration.ZERO));
        assertEquals(List.of("granary: the plugin host is not there after 0 s (--wait)"), told());
    }

    @Test
    void whatWaitsForLongSaysSoOnce() throws Exception {
        stepMillis = 1_000;
        assertFalse(await(new AtomicInteger(), Duration.ofSeconds(9)));
        assertEquals(List.of("granary: waiting for the plugin host, 9 s at most",
                "granary: the plugin host is not there after 9 s (--wait)"), told());
    }

    @Test
    void whoFailsIsNotAskedAgain() throws Exception {
        host.failure = TRACE;
        AtomicInteger looks = new AtomicInteger();
        stepMillis = 1_000;
        assertFalse(await(looks, Duration.ofSeconds(4)));
        assertEquals(-1, looks.get());
    }

    @Test
    void whatCanBeConfiguredIsTold() {
        ComponentConfigurationDTO unnamed = component("org.granary.some.Component", "optional");
        all.add(unnamed);
        ComponentConfigurationDTO foreign = component("elsewhere", "optional");
        foreign.description.name = "elsewhere.Component";
        all.add(foreign);
        assertEquals(List.of("org.granary.engine.cfg", "org.granary.plugin-NAME.cfg", "org.granary.plugin.host.cfg"),
                starting.configurable());
    }

    @Test
    void whoLooksSeldomHasTimeToRead() {
        pollMillis = null;
        assertEquals(Duration.ofSeconds(3), folder.reading());
        pollMillis = "2000";
        assertEquals(Duration.ofSeconds(20), folder.reading());
    }
}
