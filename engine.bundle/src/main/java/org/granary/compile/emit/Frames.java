package org.granary.compile.emit;

import org.objectweb.asm.Opcodes;

/** Types as stack-map frames name them. */
public final class Frames {
    private Frames() {
    }

    /**
     * The frame type of a field descriptor.
     *
     * @param desc the descriptor
     * @return what the bytecode library takes
     */
    public static Object type(String desc) {
        if (desc.length() > 1) {
            return desc.charAt(0) == 'L' ? desc.substring(1, desc.length() - 1) : desc;
        }
        return type(desc.charAt(0));
    }

    /**
     * The frame type of a letter.
     *
     * @param letter of {@code IJFDZBCSA}; {@code A} is any object
     * @return what the bytecode library takes
     */
    static Object type(char letter) {
        return switch (letter) {
            case 'J' -> Opcodes.LONG;
            case 'F' -> Opcodes.FLOAT;
            case 'D' -> Opcodes.DOUBLE;
            case 'A' -> "java/lang/Object";
            default -> Opcodes.INTEGER;
        };
    }
}
