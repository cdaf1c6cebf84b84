package org.granary.compile.emit;

import org.granary.type.PackedType;
import org.granary.type.StorageType;
import org.granary.type.ValType;

/** The runtime's array classes by what they hold. Immutable. */
enum ArrayClass {
    BYTES("ByteArray", "I"),
    SHORTS("ShortArray", "I"),
    INTS("IntArray", "I"),
    LONGS("LongArray", "J"),
    FLOATS("FloatArray", "F"),
    DOUBLES("DoubleArray", "D"),
    VECTORS("VectorArray", "JJ"),
    REFERENCES("ReferenceArray", "Ljava/lang/Object;");

    private final String name;
    private final String desc;

    ArrayClass(String name, String desc) {
        this.name = "org/granary/vm/" + name;
        this.desc = desc;
    }

    /** The class of a storage type. */
    static ArrayClass of(StorageType storage) {
        if (storage instanceof PackedType packed) {
            return packed == PackedType.I8 ? BYTES : SHORTS;
        }
        if (storage == ValType.I32) {
            return INTS;
        }
        if (storage == ValType.I64) {
            return LONGS;
        }
        if (storage == ValType.F32) {
            return FLOATS;
        }
        if (storage == ValType.F64) {
            return DOUBLES;
        }
        return storage == ValType.V128 ? VECTORS : REFERENCES;
    }

    String internalName() {
        return name;
    }

    /** The descriptor of a value as the methods take it; of a v128, both halves. */
    String desc() {
        return desc;
    }
}
