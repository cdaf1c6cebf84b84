package org.granary.console.format;

import java.util.stream.Collectors;
import org.apache.felix.service.command.Converter;
import org.granary.console.command.OutlineView;
import org.granary.console.command.ValidView;
import org.granary.console.words.OutlineText;
import org.granary.plugin.PlainText;
import org.osgi.service.component.annotations.Component;

/** Gives Gogo the words for what the commands about files return; the others work without the text bundle. Thread-safe. */
@Component(service = Converter.class, property = {"osgi.converter.classes=org.granary.console.command.ValidView",
    "osgi.converter.classes=org.granary.console.command.OutlineView"})
public final class FileConverter implements Converter {
    @Override
    public Object convert(Class<?> desiredType, Object in) {
        // nothing is made of words here
        return null;
    }

    @Override
    public CharSequence format(Object target, int level, Converter escape) {
        if (target instanceof ValidView view) {
            String valid = PlainText.line(view.file) + ": valid";
            return level != INSPECT || view.warnings.isEmpty() ? valid : view.warnings.stream().map(PlainText::lines)
                    .collect(Collectors.joining(System.lineSeparator() + "warning: ", valid + System.lineSeparator() + "warning: ", ""));
        }
        if (target instanceof OutlineView view) {
            return level == INSPECT ? OutlineText.whole(view.outline, OutlineText.FUNCTIONS)
                    : "module " + PlainText.line(view.outline.name().orElse("")) + ", " + view.outline.bytes() + " bytes";
        }
        return null;
    }
}
