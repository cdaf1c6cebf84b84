package org.granary.store.trace;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.granary.engine.GuestFrame;

/** A note on a host function's exception: the guest's call stack, in the guest's own names. Becomes text when somebody reads it. */
final class GuestStack extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private transient Supplier<List<GuestFrame>> unread;
    private String text;

    GuestStack(Supplier<List<GuestFrame>> frames) {
        super(null, null, false, false);
        this.unread = frames;
    }

    @Override
    public synchronized String getMessage() {
        if (unread != null) {
            text = unread.get().stream().map(GuestFrame::toString).collect(Collectors.joining(" < ", "called by the guest: ", ""));
            unread = null;
        }
        return text;
    }
}
