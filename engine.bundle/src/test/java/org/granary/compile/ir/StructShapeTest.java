package org.granary.compile.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.granary.type.AbstractHeapType;
import org.granary.type.FieldType;
import org.granary.type.PackedType;
import org.granary.type.RefType;
import org.granary.type.StorageType;
import org.granary.type.StructType;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;

class StructShapeTest {
    /** Compiled code counts by how fields are held, the interpreter and constants by their types: a budget is the same for both. */
    @Test
    void aFieldTakesTheSameByItsKindAndByItsType() {
        for (StorageType storage : List.of(PackedType.I8, PackedType.I16, ValType.I32, ValType.I64, ValType.F32, ValType.F64, ValType.V128,
                RefType.FUNCREF, RefType.EXTERNREF, new RefType(true, AbstractHeapType.STRUCT))) {
            FieldType field = new FieldType(storage, true);
            assertEquals(new StructType(List.of(field)).bytes(), StructShape.bytes(List.of(StructShape.kind(field))), storage.toString());
        }
    }
}
