package org.granary.console.main;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.granary.plugin.PlainText;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** What keeps the plugin host from starting, as its components tell it: asking for their services would log it each time. */
final class Starting {
    private static final String ENGINE = "org.granary.engine";
    private static final String HOST = "org.granary.plugin.host";
    private static final String CAUSE = "Caused by: ";
    /** What every configuration has, whatever its file says. */
    private static final List<String> GIVEN = List.of("service.", "component.", "felix.fileinstall.");
    // one that is about to be made anew has its new settings beside its old failure
    private static final Duration SURE = Duration.ofSeconds(1);

    private final BundleContext context;
    private final WatchedFolder folder;
    private final LongSupplier nanos;
    private Map<String, Object> failed;
    private long since;

    Starting(BundleContext context, WatchedFolder folder, LongSupplier nanos) {
        this.context = context;
        this.folder = folder;
        this.nanos = nanos;
    }

    /** Whether one has failed with the settings that it has now, be they those that it is to have or not. */
    boolean fails() {
        return failing().isPresent();
    }

    /**
     * Why there will be no plugin host: the engine has failed with the settings that lie in the watched folder, or a component has failed
     * for so long that other settings would have come.
     *
     * @return empty while there is hope
     */
    Optional<String> failure() {
        ComponentConfigurationDTO found = failing().orElse(null);
        if (found == null || !found.properties.equals(failed)) {
            failed = found == null ? null : found.properties;
            since = nanos.getAsLong();
        }
        Duration enough = found != null && isInForce(found) ? SURE : folder.reading();
        return found != null && nanos.getAsLong() - since >= enough.toNanos() ? Optional.of(reason(found.failure)) : Optional.empty();
    }

    /** The files' names of what our components can be configured by, in order; those without which none is made may come often. */
    List<String> configurable() {
        return components().filter(c -> c.name.startsWith("org.granary.")).flatMap(c -> Stream.of(c.configurationPid)
                .filter(pid -> !pid.equals(c.name)).map(pid -> pid + (c.configurationPolicy.equals("require") ? "-NAME.cfg" : ".cfg")))
                .distinct().sorted().toList();
    }

    // whoever wants the engine fails with it, so that comes first
    private Optional<ComponentConfigurationDTO> failing() {
        return Stream.of(ENGINE, HOST).flatMap(this::configurations).filter(c -> c.failure != null).findFirst();
    }

    private Stream<ComponentConfigurationDTO> configurations(String pid) {
        return components().filter(c -> List.of(c.configurationPid).contains(pid))
                .flatMap(c -> runtime().stream().map(r -> r.getComponentConfigurationDTOs(c)).flatMap(Collection::stream));
    }

    private Stream<ComponentDescriptionDTO> components() {
        return runtime().stream().map(ServiceComponentRuntime::getComponentDescriptionDTOs).flatMap(Collection::stream);
    }

    private Optional<ServiceComponentRuntime> runtime() {
        ServiceReference<ServiceComponentRuntime> reference = context.getServiceReference(ServiceComponentRuntime.class);
        return Optional.ofNullable(reference == null ? null : context.getService(reference));
    }

    /** Whether the engine has the settings of its file: it may have those of the last run, or none, until that is read. */
    private boolean isInForce(ComponentConfigurationDTO found) {
        if (!List.of(found.description.configurationPid).contains(ENGINE)) {
            return false;
        }
        Optional<Path> file = folder.configuration(ENGINE);
        if (file.isEmpty()) {
            return found.properties.get(WatchedFolder.FILE_NAME) == null;
        }
        Properties wanted = new Properties();
        try (InputStream in = Files.newInputStream(file.get())) {
            wanted.load(in);
        } catch (IOException | IllegalArgumentException e) {
            // it will be told by who reads it for good
            return false;
        }
        return wanted.entrySet().stream().allMatch(e -> e.getValue().toString().trim().equals(found.properties.get(e.getKey().toString())))
                && found.properties.keySet().stream().allMatch(key -> wanted.containsKey(key) || isGiven(found, key));
    }

    /** Whether a setting is not from the file: one that a line was taken away for is still the last run's. */
    private static boolean isGiven(ComponentConfigurationDTO found, String key) {
        Map<String, Object> usual = found.description.properties;
        return GIVEN.stream().anyMatch(key::startsWith)
                || usual != null && usual.containsKey(key) && Objects.deepEquals(usual.get(key), found.properties.get(key));
    }

    /** The first cause of a stack trace. */
    private static String reason(String trace) {
        String last = trace.lines().filter(line -> line.startsWith(CAUSE)).reduce((a, b) -> b)
                .orElse(trace.lines().findFirst().orElse(trace));
        return PlainText.line(last.startsWith(CAUSE) ? last.substring(CAUSE.length()) : last);
    }
}
