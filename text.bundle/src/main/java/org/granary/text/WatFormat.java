package org.granary.text;

import org.granary.engine.TextFormat;
import org.osgi.service.component.annotations.Component;

/** Offers {@link Wat} to the engine: as a service in a framework, by {@link java.util.ServiceLoader} on a plain path. Thread-safe. */
@Component(service = TextFormat.class)
public final class WatFormat implements TextFormat {
    @Override
    public byte[] toBinary(byte[] text) {
        return Wat.toBinary(text);
    }

    @Override
    public Assembled assemble(byte[] text) {
        return Wat.assemble(text);
    }
}
