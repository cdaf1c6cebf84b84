package org.granary.console.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

class WatchedFolderTest {
    @TempDir
    private Path root;
    private Path watched;
    private Bundle[] bundles = {};
    private final Set<Path> taken = new HashSet<>();
    private final BundleContext context = proxy(BundleContext.class, (self, method, arguments) -> switch (method.getName()) {
        case "getProperty" -> watched == null ? null : watched.toString();
        case "getBundles" -> bundles;
        case "getAllServiceReferences" -> services((String) arguments[1]);
        default -> throw new AssertionError(method);
    });
    private final WatchedFolder folder = new WatchedFolder(context);

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private ServiceReference<?>[] services(String asked) throws InvalidSyntaxException {
        Filter filter = FrameworkUtil.createFilter(asked);
        boolean any = taken.stream().map(file -> file.toFile().toURI().toString())
                .anyMatch(address -> filter.matches(Map.of("felix.fileinstall.filename", address)));
        return any ? new ServiceReference<?>[1] : null;
    }

    @BeforeEach
    void fill() throws IOException {
        watched = Files.createDirectory(root.resolve("a (folder)"));
        for (String name : new String[] {"hello.wat", "of.others.cfg"}) {
            Files.createFile(watched.resolve(name));
        }
    }

    @Test
    void ourConfigurationsAreThereWhenAServiceHasEach() throws IOException {
        assertEquals(List.of(), folder.untaken());
        Path engine = Files.createFile(watched.resolve("org.granary.engine.cfg"));
        Path plugin = Files.createFile(watched.resolve("org.granary.plugin-(a).config"));
        assertEquals(List.of("org.granary.engine.cfg", "org.granary.plugin-(a).config"), folder.untaken());
        taken.add(engine);
        assertEquals(List.of("org.granary.plugin-(a).config"), folder.untaken());
        taken.add(plugin);
        assertEquals(List.of(), folder.untaken());
    }

    @Test
    void bundlesOfTheFolderAreWaitedForAndOthersAndFragmentsAreNot() {
        bundles = new Bundle[] {bundle(root.resolve("elsewhere.jar"), Bundle.INSTALLED, false),
            bundle(watched.resolve("fragment.jar"), Bundle.RESOLVED, true)};
        assertTrue(folder.isStarted());
        bundles[0] = bundle(watched.resolve("late.jar"), Bundle.RESOLVED, false);
        assertFalse(folder.isStarted());
        bundles[0] = bundle(watched.resolve("late.jar"), Bundle.ACTIVE, false);
        assertTrue(folder.isStarted());
    }

    @Test
    void whereNoneIsWatchedThereIsNothingToWaitFor() {
        watched = null;
        assertEquals(List.of(), folder.untaken());
        assertTrue(folder.isStarted());
    }

    @Test
    void oneThatIsNotThereHoldsNothing() {
        watched = root.resolve("none");
        assertEquals(List.of(), folder.untaken());
        assertTrue(folder.isStarted());
    }

    private static Bundle bundle(Path file, int state, boolean fragment) {
        Hashtable<String, String> headers = new Hashtable<>(fragment ? Map.of(Constants.FRAGMENT_HOST, "another") : Map.of());
        return proxy(Bundle.class, (self, method, arguments) -> switch (method.getName()) {
            case "getLocation" -> file.toFile().toURI().toString();
            case "getState" -> state;
            case "getHeaders" -> headers;
            default -> throw new AssertionError(method);
        });
    }
}
