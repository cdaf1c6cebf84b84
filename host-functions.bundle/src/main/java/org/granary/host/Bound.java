package org.granary.host;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.granary.store.Extern;

/** A binding whose parts are known. */
record Bound(Map<String, Extern> items, Runnable onClosed, Optional<String> refusal) implements HostBinding {
    @Override
    public void closed() {
        onClosed.run();
    }

    /** A binding with one item more. */
    static HostBinding with(HostBinding first, String name, Extern item) {
        Objects.requireNonNull(item, "item");
        Map<String, Extern> items = new LinkedHashMap<>(first.items());
        if (items.put(Objects.requireNonNull(name, "name"), item) != null) {
            throw new IllegalArgumentException("two items have the name " + name);
        }
        return new Bound(items, first::closed, first.refusal());
    }
}
