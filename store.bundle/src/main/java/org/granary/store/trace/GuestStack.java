package org.granary.store.trace;

import java.util.List;
import java.util.stream.Collectors;
import org.granary.engine.GuestFrame;

/** A note on a host function's exception: the guest's call stack, in the guest's own names. */
final class GuestStack extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GuestStack(List<GuestFrame> frames) {
        super(frames.stream().map(GuestFrame::toString).collect(Collectors.joining(" < ", "called by the guest: ", "")), null, false, false);
    }
}
