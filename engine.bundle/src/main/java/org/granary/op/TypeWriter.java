package org.granary.op;

import java.util.List;
import org.granary.bytes.ByteWriter;
import org.granary.type.AbstractHeapType;
import org.granary.type.ArrayType;
import org.granary.type.FieldType;
import org.granary.type.FuncType;
import org.granary.type.HeapType;
import org.granary.type.NumType;
import org.granary.type.PackedType;
import org.granary.type.RefType;
import org.granary.type.StructType;
import org.granary.type.SubType;
import org.granary.type.TypeIndex;
import org.granary.type.ValType;

/**
 * Writes types in the binary format's shortest form. Confined to one thread.
 *
 * <p>Source: WebAssembly core specification, section 5.3 (types).
 */
public final class TypeWriter {
    private final ByteWriter out;

    /**
     * Writes to a writer.
     *
     * @param out where to
     */
    public TypeWriter(ByteWriter out) {
        this.out = out;
    }

    /**
     * A value type.
     *
     * @param type any type whose heap type is abstract or an index
     */
    public void value(ValType type) {
        if (type instanceof NumType number) {
            out.u8(0x7f - number.ordinal());
        } else if (type instanceof RefType ref) {
            reference(ref);
        } else {
            out.u8(0x7b);
        }
    }

    /**
     * A reference type.
     *
     * @param type a type whose heap type is abstract or an index
     */
    public void reference(RefType type) {
        if (!type.nullable() || !(type.heap() instanceof AbstractHeapType)) {
            out.u8(type.nullable() ? 0x63 : 0x64);
        }
        heap(type.heap());
    }

    /**
     * A heap type.
     *
     * @param heap abstract or an index
     * @throws IllegalArgumentException for a resolved type, which has no index of its own
     */
    public void heap(HeapType heap) {
        if (heap instanceof AbstractHeapType named) {
            out.u8(HeapCodes.code(named));
        } else if (heap instanceof TypeIndex index) {
            out.signed(index.index());
        } else {
            throw new IllegalArgumentException("heap type " + heap + ": expected an abstract type or an index");
        }
    }

    /**
     * A type definition; a recursive group's head is the caller's.
     *
     * @param type the definition, its types abstract or indices
     */
    public void definition(SubType type) {
        if (!type.isFinal() || !type.supers().isEmpty()) {
            out.u8(type.isFinal() ? 0x4f : 0x50).u32(type.supers().size());
            type.supers().forEach(above -> out.u32(((TypeIndex) above).index()));
        }
        if (type.content() instanceof FuncType func) {
            out.u8(0x60);
            values(func.params());
            values(func.results());
        } else if (type.content() instanceof StructType struct) {
            out.u8(0x5f).u32(struct.fields().size());
            struct.fields().forEach(this::field);
        } else {
            out.u8(0x5e);
            field(((ArrayType) type.content()).element());
        }
    }

    private void field(FieldType field) {
        if (field.storage() instanceof PackedType packed) {
            out.u8(packed == PackedType.I8 ? 0x78 : 0x77);
        } else {
            value((ValType) field.storage());
        }
        out.u8(field.mutable() ? 1 : 0);
    }

    /**
     * A block type.
     *
     * @param type nothing, one result, or an index
     */
    public void block(BlockType type) {
        if (type.result() != null) {
            value(type.result());
        } else if (type.index() >= 0) {
            out.signed(type.index());
        } else {
            out.u8(0x40);
        }
    }

    /**
     * A vector of value types.
     *
     * @param types in order
     */
    public void values(List<ValType> types) {
        out.u32(types.size());
        types.forEach(this::value);
    }
}
