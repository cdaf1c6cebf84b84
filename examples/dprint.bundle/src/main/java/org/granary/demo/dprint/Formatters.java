package org.granary.demo.dprint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.granary.demo.Formatter;
import org.granary.plugin.Plugin;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/**
 * Offers a {@link Formatter} for each plugin that exports dprint's interface, and takes it away with the plugin. Thread-safe.
 * The shell has it as {@code demo:format FILE} and {@code demo:format FILENAME TEXT}.
 */
@Component(service = Formatters.class, immediate = true, property = {"osgi.command.scope=demo", "osgi.command.function=format"})
public final class Formatters {
    private final BundleContext context;
    private final Logger logger;
    private final Map<Plugin, Offered> offered = new ConcurrentHashMap<>();

    private record Offered(Formatter formatter, List<String> endings, ServiceRegistration<Formatter> registration) {}

    /** Without plugins yet. */
    @Activate
    public Formatters(BundleContext context, @Reference LoggerFactory loggers) {
        this.context = context;
        this.logger = loggers.getLogger(Formatters.class);
    }

    @Reference(target = "(" + Plugin.EXPORTS + "=" + DprintFormatter.VERSION_4 + ")", cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addPlugin(Plugin plugin) {
        DprintFormatter formatter = new DprintFormatter(plugin);
        try {
            List<String> endings = formatter.configure();
            Hashtable<String, Object> properties = new Hashtable<>();
            properties.put(Formatter.PLUGIN, plugin.name());
            properties.put(Formatter.EXTENSIONS, endings.toArray(String[]::new));
            offered.put(plugin, new Offered(formatter, endings, context.registerService(Formatter.class, formatter, properties)));
        } catch (RuntimeException e) {
            logger.warn("plugin {} is no formatter: it could not be configured", plugin.name(), e);
        }
    }

    void removePlugin(Plugin plugin) {
        Offered gone = offered.remove(plugin);
        if (gone != null) {
            gone.registration().unregister();
        }
    }

    /**
     * Formats a file with the plugin that is for files of that name; the shell's command. The file stays as it is.
     *
     * @param file a readable file
     * @return the formatted text
     * @throws IOException              when it cannot be read
     * @throws IllegalArgumentException when no plugin formats such files, or the text cannot be read
     */
    public String format(String file) throws IOException {
        return format(file, Files.readString(Path.of(file)));
    }

    /**
     * Formats a text with the plugin that is for files of that name; the shell's command.
     *
     * @param fileName the name of a file
     * @param text     its content
     * @return the formatted text
     * @throws IllegalArgumentException when no plugin formats such files, or the text cannot be read
     */
    public String format(String fileName, String text) {
        String name = fileName.substring(fileName.replace('\\', '/').lastIndexOf('/') + 1);
        Offered fitting = offered.values().stream().filter(o -> o.endings().stream().anyMatch(ending -> name.endsWith("." + ending)))
                .findFirst().orElseThrow(() -> new IllegalArgumentException("no plugin formats " + name + "; there are plugins for "
                        + offered.values().stream().flatMap(o -> o.endings().stream()).sorted().toList()));
        return fitting.formatter().format(fileName, text);
    }
}
