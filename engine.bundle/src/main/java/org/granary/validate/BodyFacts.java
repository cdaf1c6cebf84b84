package org.granary.validate;

import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * What the bodies of a module do that concerns more than one of them: found by validating them all, and kept with a precompiled module so
 * that it need not be found again. Immutable by convention: the sets are not changed after it is made.
 *
 * @param growsMemory whether one contains {@code memory.grow}
 * @param tailCallers the functions that contain tail calls of others
 * @param tailCallees the functions that tail calls of others name
 */
public record BodyFacts(boolean growsMemory, BitSet tailCallers, BitSet tailCallees) {

    /** Of bodies that do nothing of the kind. */
    static BodyFacts none() {
        return new BodyFacts(false, new BitSet(), new BitSet());
    }

    /**
     * The facts as bytes: whether memory grows, the length of the first set, the two sets.
     *
     * @return the caller's own
     */
    public byte[] bytes() {
        byte[] callers = tailCallers.toByteArray();
        byte[] callees = tailCallees.toByteArray();
        return ByteBuffer.allocate(1 + Integer.BYTES + callers.length + callees.length).put((byte) (growsMemory ? 1 : 0))
                .putInt(callers.length).put(callers).put(callees).array();
    }

    /**
     * The other way round.
     *
     * @param bytes what {@link #bytes} gave
     * @return the facts
     * @throws IllegalArgumentException when no facts have these bytes
     */
    public static BodyFacts of(byte[] bytes) {
        int head = 1 + Integer.BYTES;
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int grows = bytes.length < head ? -1 : in.get();
        int length = grows < 0 ? -1 : in.getInt();
        if (grows < 0 || grows > 1 || length < 0 || length > bytes.length - head) {
            throw new IllegalArgumentException("facts of bodies: expected a flag and two sets, found " + bytes.length + " other bytes");
        }
        return new BodyFacts(grows == 1, BitSet.valueOf(in.slice(head, length)), BitSet.valueOf(in.slice(head + length, bytes.length
                - head - length)));
    }
}
