package org.granary.op;

import java.util.ArrayList;
import java.util.List;
import org.granary.type.AbstractHeapType;
import org.granary.type.NumType;
import org.granary.type.RefType;
import org.granary.type.ValType;

/**
 * What an instruction takes from the operand stack and leaves there, where that does not depend on where it stands. Immutable.
 *
 * @param params  the operands, the deepest first
 * @param results the results, the deepest first
 */
public record Signature(List<ValType> params, List<ValType> results) {
    /**
     * Reads the short form of the table: a letter a type ({@code i} i32, {@code I} i64, {@code f} f32, {@code F} f64, {@code v} v128,
     * {@code e} eqref, {@code A} arrayref, {@code n} i31ref, {@code 3} an i31 that is not null), a colon between operands and results.
     *
     * @param text such as {@code ii:i}
     * @return the signature
     */
    static Signature parse(String text) {
        int colon = text.indexOf(':');
        return new Signature(types(text.substring(0, colon)), types(text.substring(colon + 1)));
    }

    private static List<ValType> types(String letters) {
        List<ValType> types = new ArrayList<>();
        for (char letter : letters.toCharArray()) {
            types.add(switch (letter) {
                case 'i' -> NumType.I32;
                case 'I' -> NumType.I64;
                case 'f' -> NumType.F32;
                case 'F' -> NumType.F64;
                case 'v' -> ValType.V128;
                case 'e' -> new RefType(true, AbstractHeapType.EQ);
                case 'A' -> new RefType(true, AbstractHeapType.ARRAY);
                case 'n' -> new RefType(true, AbstractHeapType.I31);
                case '3' -> new RefType(false, AbstractHeapType.I31);
                default -> throw new IllegalArgumentException("type letter " + letter);
            });
        }
        return List.copyOf(types);
    }
}
