package org.granary.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogReaderService;

/** Exactly what the executable jar ships comes up, on either framework, and has nothing to complain of. */
@InFramework
class ShippedIT {

    private static final Set<String> OURS = Set.of("org.granary.engine", "org.granary.store", "org.granary.text", "org.granary.host",
            "org.granary.wasi", "org.granary.plugin", "org.granary.console");

    @FromFramework
    private BundleContext context;
    @FromFramework
    private LogReaderService log;

    @Test
    void everyBundleIsActive() {
        for (Bundle bundle : context.getBundles()) {
            boolean fragment = bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
            assertEquals(fragment ? Bundle.RESOLVED : Bundle.ACTIVE, bundle.getState(), bundle.getSymbolicName());
        }
    }

    @Test
    void allOfOursAreThere() {
        Set<String> names = Arrays.stream(context.getBundles()).map(Bundle::getSymbolicName).collect(Collectors.toSet());
        assertTrue(names.containsAll(OURS), () -> "of " + OURS + " only these are installed: " + names);
    }

    /** Its bundle gets the text format by an optional import, and the engine as a service. */
    @Test
    void modulesInFilesCanBeLookedAt() throws Exception {
        Path file = Files.writeString(Files.createTempFile("looked-at", ".wat"), "(module (func (export \"f\")))");
        try {
            assertTrue(fileCommand("print", file).toString().contains("(export \"f\" (func 0))"), "no export was printed");
            assertEquals("ValidView", fileCommand("validate", file).getClass().getSimpleName());
            assertEquals("OutlineView", fileCommand("objdump", file).getClass().getSimpleName());
        } finally {
            Files.delete(file);
        }
    }

    private Object fileCommand(String name, Path file) throws Exception {
        ServiceReference<?>[] found = context.getAllServiceReferences(null,
                "(&(osgi.command.scope=wasm)(osgi.command.function=" + name + "))");
        assertNotNull(found, name + " is no command");
        Object commands = context.getService(found[0]);
        return commands.getClass().getMethod(name, String[].class).invoke(commands, (Object) new String[] {file.toString()});
    }

    @Test
    void nothingIsLoggedAsAnError() {
        List<String> errors = new ArrayList<>();
        for (LogEntry entry : Collections.list(log.getLog())) {
            if (entry.getLogLevel() == LogLevel.ERROR) {
                errors.add(entry.getBundle().getSymbolicName() + ": " + entry.getMessage() + " " + entry.getException());
            }
        }
        assertEquals(List.of(), errors);
    }
}
