package org.granary.op;

import org.granary.engine.Proposal;
import org.granary.type.AbstractHeapType;

/** The binary codes of the abstract heap types, in the order of the type's constants, and the proposals that brought them. */
final class HeapCodes {
    private static final int[] CODES = {0x70, 0x73, 0x6f, 0x72, 0x6e, 0x6d, 0x6c, 0x6b, 0x6a, 0x71, 0x69, 0x74};
    private static final AbstractHeapType[] HEAPS = AbstractHeapType.values();

    private HeapCodes() {
    }

    /** The heap type of a code, or null. */
    static AbstractHeapType find(int code) {
        for (int i = 0; i < CODES.length; i++) {
            if (CODES[i] == code) {
                return HEAPS[i];
            }
        }
        return null;
    }

    static int code(AbstractHeapType heap) {
        return CODES[heap.ordinal()];
    }

    static Proposal proposal(AbstractHeapType heap) {
        return switch (heap) {
            case FUNC -> Proposal.CORE;
            case EXTERN -> Proposal.REFERENCE_TYPES;
            case EXN, NOEXN -> Proposal.EXCEPTIONS;
            default -> Proposal.GC;
        };
    }
}
