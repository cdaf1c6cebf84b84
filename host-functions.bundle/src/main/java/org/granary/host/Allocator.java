package org.granary.host;

import java.util.function.IntUnaryOperator;
import org.granary.store.Caller;
import org.granary.store.Instance;
import org.granary.store.Key;

/** The allocators that were used last in a store, so that looking them up is not part of every call. Confined to its store. */
final class Allocator {
    private static final Key<Allocator> KEY = Key.of("guest allocator", Allocator.class, Allocator::new);

    // one only: a store has one guest as a rule, and a closed one is not to be kept
    private Instance instance;
    private String name;
    private IntUnaryOperator function;

    private Allocator() {}

    /**
     * Puts bytes where the guest makes room for them.
     *
     * @return length in the high half and address in the low half, or a negative error value
     */
    static long give(String allocator, String memory, byte[] bytes, Caller<?> caller) {
        if (bytes == null) {
            return ErrorValue.NOTHING;
        }
        if (bytes.length == 0) {
            return 0;
        }
        long address = Integer.toUnsignedLong(caller.extension(KEY).of(caller.instance(), allocator).applyAsInt(bytes.length));
        if (address == 0) {
            return ErrorValue.NO_MEMORY;
        }
        GuestMemory.of(caller, memory).writeBytes(address, bytes);
        return (long) bytes.length << Integer.SIZE | address;
    }

    private IntUnaryOperator of(Instance wanted, String wantedName) {
        if (wanted != instance || !wantedName.equals(name)) {
            function = wanted.typed(wantedName, IntUnaryOperator.class);
            instance = wanted;
            name = wantedName;
        }
        return function;
    }
}
