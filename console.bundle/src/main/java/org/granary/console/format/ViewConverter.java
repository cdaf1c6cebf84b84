package org.granary.console.format;

import java.util.stream.Collectors;
import org.apache.felix.service.command.Converter;
import org.granary.console.command.PluginsView;
import org.granary.console.command.ResultView;
import org.granary.console.command.WhyView;
import org.granary.console.words.ValueText;
import org.granary.plugin.dto.PluginDTO;
import org.osgi.service.component.annotations.Component;

/** Gives Gogo the words for what the commands return. Thread-safe. */
@Component(service = Converter.class, property = {"osgi.converter.classes=org.granary.console.command.PluginsView",
    "osgi.converter.classes=org.granary.console.command.WhyView", "osgi.converter.classes=org.granary.console.command.ResultView",
    "osgi.converter.classes=org.granary.plugin.dto.PluginDTO"})
public final class ViewConverter implements Converter {

    @Override
    public Object convert(Class<?> desiredType, Object in) {
        // nothing is made of words here
        return null;
    }

    @Override
    public CharSequence format(Object target, int level, Converter escape) {
        if (target instanceof PluginDTO plugin) {
            return level == INSPECT ? PluginText.info(plugin) : level == LINE ? PluginText.line(plugin) : PluginText.part(plugin);
        }
        if (target instanceof PluginsView view) {
            return level == INSPECT ? PluginText.table(view.plugins)
                    : view.plugins.stream().map(PluginText::part).collect(Collectors.joining(" "));
        }
        if (target instanceof WhyView view) {
            return level == INSPECT ? PluginText.why(view.plugin) : PluginText.line(view.plugin);
        }
        if (target instanceof ResultView view) {
            return view.values.stream().map(ValueText::text).collect(Collectors.joining(" "));
        }
        return null;
    }
}
