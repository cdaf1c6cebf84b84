package org.granary.engine.impl;

import java.util.Optional;
import org.granary.engine.TextFormat;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;

/**
 * Finds the text format among the services of the framework. Asked each time, since services come and go. Cannot be linked where the
 * framework's classes are not there; {@link Source} minds that.
 */
final class FrameworkText {
    private FrameworkText() {
    }

    /** The service, or empty where there is none or this class is not in a bundle. */
    static Optional<TextFormat> find() {
        Bundle bundle = FrameworkUtil.getBundle(FrameworkText.class);
        BundleContext context = bundle == null ? null : bundle.getBundleContext();
        ServiceReference<TextFormat> reference = context == null ? null : context.getServiceReference(TextFormat.class);
        TextFormat service = reference == null ? null : context.getService(reference);
        return Optional.ofNullable(service).map(format -> new Borrowed(context, reference, format));
    }

    /** The service for one use, after which it is given back. */
    record Borrowed(BundleContext context, ServiceReference<TextFormat> reference, TextFormat format) implements TextFormat {
        @Override
        public byte[] toBinary(byte[] text) {
            try {
                return format.toBinary(text);
            } finally {
                context.ungetService(reference);
            }
        }

        // the default would lose the places
        @Override
        public Assembled assemble(byte[] text) {
            try {
                return format.assemble(text);
            } finally {
                context.ungetService(reference);
            }
        }
    }
}
