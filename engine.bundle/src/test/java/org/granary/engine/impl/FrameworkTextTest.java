package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.granary.engine.TextFormat;
import org.granary.engine.TextPlace;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;

class FrameworkTextTest {
    private static final TextPlace PLACE = new TextPlace(1, 2, "(module)", 1);

    private final List<String> calls = new ArrayList<>();

    @Test
    void keepsThePlacesOfTheServiceAndGivesItBack() {
        TextFormat borrowed = new FrameworkText.Borrowed(context(), null, format());
        TextFormat.Assembled assembled = borrowed.assemble(new byte[] {1, 2});
        assertEquals(List.of("ungetService"), calls);
        assertEquals(2, assembled.binary().length);
        assertEquals(Optional.of(PLACE), assembled.places().apply(0));
    }

    private BundleContext context() {
        Object context =
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, values) -> {
            calls.add(method.getName());
            return true;
        });
        return (BundleContext) context;
    }

    private static TextFormat format() {
        return new TextFormat() {
            @Override
            public byte[] toBinary(byte[] text) {
                return text;
            }

            @Override
            public Assembled assemble(byte[] text) {
                return new Assembled(text, offset -> Optional.of(PLACE));
            }
        };
    }
}
