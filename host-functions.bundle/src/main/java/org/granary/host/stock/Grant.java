package org.granary.host.stock;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Stream;
import org.granary.host.ErrorValue;
import org.granary.host.HostBinding;
import org.granary.host.HostScope;

/**
 * Whether a plugin may use a stock module: its configuration names it. A plugin that may not is linked all the same and gets error values,
 * so that it can do without.
 */
public record Grant(String module, boolean given) {
    /** The property that names modules, as an array, a collection, or text with commas between them. */
    static final String MODULES = "host.modules";

    /**
     * Looks whether a plugin may.
     *
     * @param scope  the plugin
     * @param module the name that its configuration is to say
     * @return never null
     */
    public static Grant of(HostScope scope, String module) {
        Object named = scope.configuration().get(MODULES);
        return new Grant(module, texts(named)
                .flatMap(text -> Arrays.stream(text.split(","))).anyMatch(name -> name.strip().equals(module)));
    }

    /**
     * The texts of a property.
     *
     * @param value an array, a collection, one value, or null
     * @return one text for each
     */
    public static Stream<String> texts(Object value) {
        if (value instanceof Collection<?> values) {
            return values.stream().map(String::valueOf);
        }
        if (value instanceof Object[] values) {
            return Arrays.stream(values).map(String::valueOf);
        }
        return value == null ? Stream.of() : Stream.of(value.toString());
    }

    /**
     * A binding that tells the plugin's operator of a module that was not given.
     *
     * @param binding what the plugin gets
     * @return the same, or one that refuses
     */
    public HostBinding mark(HostBinding binding) {
        return given ? binding : binding.refusing(MODULES + " of its configuration does not name " + module);
    }

    /**
     * Refuses what was not given.
     *
     * @throws ErrorValue {@link ErrorValue#DENIED}
     */
    public void check() {
        if (!given) {
            throw new ErrorValue(ErrorValue.DENIED);
        }
    }
}
