package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.granary.engine.Engine;
import org.granary.engine.WeakEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

/** The engine that a framework offers, without a framework. */
class EngineServiceTest {
    private static final byte[] MODULE = ArtefactSamples.module();

    @TempDir
    Path folder;

    /** The defaults, but for some. */
    private static EngineSettings settings(Map<String, Object> changed) {
        return (EngineSettings) Proxy.newProxyInstance(EngineSettings.class.getClassLoader(), new Class<?>[] {EngineSettings.class},
                (proxy, method, arguments) -> changed.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    private static BundleContext context(String cache) {
        return (BundleContext) Proxy.newProxyInstance(BundleContext.class.getClassLoader(), new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> method.getName().equals("getProperty") && arguments[0].equals("granary.cache") ? cache
                        : null);
    }

    @Test
    void oneConsumerDoesNotCloseAnothersEngine() {
        EngineComponent service = new EngineComponent(settings(Map.of()), context(null));
        Engine first = service;
        first.close();
        assertEquals(3, service.compile(MODULE).exports().size());
        String message = assertThrows(IllegalStateException.class, first::unload).getMessage();
        assertTrue(message.contains("the framework's service"), message);
        Engine own = service.share();
        own.close();
        assertThrows(IllegalStateException.class, () -> own.compile(MODULE));
        assertEquals(3, service.compile(MODULE).exports().size());
    }

    @Test
    void itEndsWithTheComponentUnlessSomebodyHasAHandle() {
        EngineComponent service = new EngineComponent(settings(Map.of()), context(null));
        WeakEngine weak = service.weak();
        Engine own = service.share();
        service.deactivate();
        assertThrows(IllegalStateException.class, () -> service.compile(MODULE));
        assertTrue(weak.upgrade().map(handle -> {
            handle.close();
            return handle;
        }).isPresent());
        own.close();
        assertFalse(weak.upgrade().isPresent());
    }

    private String refused(Map<String, Object> changed) {
        return assertThrows(IllegalArgumentException.class, () -> new EngineComponent(settings(changed), context(null))).getMessage();
    }

    @Test
    void settingsThatContradictEachOtherAreToldWithBothNames() {
        assertEquals("two settings contradict each other: proposal relaxed-simd is on, proposal simd, which it needs, is off; "
                + "switch both off or both on", refused(Map.of("proposals_off", new String[] {"simd"})));
        assertEquals("two settings contradict each other: cacheDirectory is set, interpreter is on, which makes no code to keep",
                refused(Map.of("interpreter", true, "cache", folder.resolve("none").toString())));
        assertFalse(Files.exists(folder.resolve("none")));
        assertEquals("proposal core: expected true, found false", refused(Map.of("proposals_off", new String[] {"core"})));
    }

    @Test
    void theCacheIsWhereSettingsOrFrameworkSay() {
        String told = folder.resolve("told").toString();
        String usual = folder.resolve("usual").toString();
        assertEquals(Optional.of(Path.of(usual)), new EngineComponent(settings(Map.of()), context(usual)).config().cacheDirectory());
        assertEquals(Optional.of(Path.of(told)), new EngineComponent(settings(Map.of("cache", told)), context(usual)).config()
                .cacheDirectory());
        assertTrue(Files.isDirectory(Path.of(told)));
        assertEquals(Optional.empty(), new EngineComponent(settings(Map.of("cache", "none")), context(usual)).config().cacheDirectory());
        assertEquals(Optional.empty(), new EngineComponent(settings(Map.of()), context(null)).config().cacheDirectory());
        assertEquals(Optional.empty(), new EngineComponent(settings(Map.of("interpreter", true)), context(usual)).config()
                .cacheDirectory());
    }
}
