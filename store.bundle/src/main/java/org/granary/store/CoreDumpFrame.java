package org.granary.store;

import java.util.Collections;
import java.util.List;
import org.granary.engine.GuestFrame;
import org.granary.store.trace.GuestTrace;
import org.granary.vm.EndedCall;

/**
 * A frame of a core dump. Immutable.
 *
 * @param instance whose function it is
 * @param function the function's index
 * @param offset   the byte offset of the instruction from the start of the function's body, 0 where it is not known
 * @param locals   a number, or null for what is missing; may be empty where all are
 * @param operands as the locals, the deepest first
 */
record CoreDumpFrame(org.granary.vm.Instance instance, int function, int offset, List<Number> locals, List<Number> operands) {
    /** Of a call whose engine knows what it held. */
    static CoreDumpFrame of(EndedCall call) {
        return new CoreDumpFrame(call.instance(), call.function(), call.offset(), call.locals(), call.operands());
    }

    /**
     * Of what a Java stack trace shows: it tells the module and not the instance.
     *
     * @param places    frames, the innermost first
     * @param instances those of the store; there is one at least of each module that runs in it
     * @return the frames, each in the first instance of its module
     */
    static List<CoreDumpFrame> of(List<GuestTrace.Place> places, List<org.granary.vm.Instance> instances) {
        return places.stream().map(place -> {
            GuestFrame frame = place.frame();
            org.granary.vm.Instance first = instances.stream().filter(one -> one.module == place.module()).findFirst().orElse(null);
            return new CoreDumpFrame(first, frame.function(), Math.max(0, frame.offset()), List.of(), List.of());
        }).toList();
    }

    /** Every local, also where all are missing. */
    List<Number> allLocals() {
        long count = instance == null ? 0 : instance.module.localCount(function);
        return locals.size() == count ? locals : Collections.nCopies((int) count, null);
    }
}
