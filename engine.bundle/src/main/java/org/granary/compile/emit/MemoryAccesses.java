package org.granary.compile.emit;

/** The representations of memories that code can be compiled for, by the letter that a variant's key has for each memory. */
public final class MemoryAccesses {
    private MemoryAccesses() {
    }

    /**
     * The code of a representation.
     *
     * @param letter {@code x} an array as long as the memory, {@code r} an array with room, {@code l} many arrays, {@code s} shared
     * @return its loads and stores
     * @throws IllegalArgumentException for any other letter
     */
    public static MemoryAccess of(char letter) {
        return switch (letter) {
            case 'x' -> ArrayAccess.EXACT;
            case 'r' -> ArrayAccess.ROOMY;
            case 'l' -> RoutineAccess.LARGE;
            case 's' -> RoutineAccess.SHARED;
            default -> throw new IllegalArgumentException("representation " + letter);
        };
    }
}
