package org.granary.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.granary.bytes.ByteReader;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.Proposal;
import org.granary.engine.Refusal;
import org.granary.type.AbstractHeapType;
import org.granary.type.HeapType;
import org.granary.type.RefType;
import org.granary.type.TypeIndex;
import org.granary.type.ValType;

/**
 * Reads types as the binary format writes them. Indices stay {@link TypeIndex}. Confined to one thread.
 *
 * <p>Source: WebAssembly core specification, section 5.3 (types).
 */
public final class TypeReader {
    private static final int I32 = 0x7f;

    private final ByteReader in;
    private final Features features;

    /**
     * Reads from a reader, which moves along.
     *
     * @param in       where from
     * @param features the language
     */
    public TypeReader(ByteReader in, Features features) {
        this.in = in;
        this.features = features;
    }

    /**
     * A value type.
     *
     * @return the type
     * @throws MalformedException ({@link Failure#MALFORMED_TYPE}) when there is none of this code
     * @throws org.granary.engine.UnsupportedException when its proposal is off or not built
     */
    public ValType value() {
        int at = in.position();
        int code = in.u8();
        if (code == I32) {
            // most are
            return ValType.I32;
        }
        Optional<ValType> type = value(code, at);
        if (type.isEmpty()) {
            throw malformed(Failure.MALFORMED_TYPE, "a value type", code, at);
        }
        return type.get();
    }

    private Optional<ValType> value(int code, int at) {
        return switch (code) {
            case 0x7f -> Optional.of(ValType.I32);
            case 0x7e -> Optional.of(ValType.I64);
            case 0x7d -> Optional.of(ValType.F32);
            case 0x7c -> Optional.of(ValType.F64);
            case 0x7b -> {
                features.need(Proposal.SIMD, "type v128", at);
                yield Optional.of(ValType.V128);
            }
            default -> {
                RefType type = reference(code, at);
                if (type != null) {
                    features.need(Proposal.REFERENCE_TYPES, "references as values", at);
                }
                yield Optional.ofNullable(type);
            }
        };
    }

    /**
     * A reference type.
     *
     * @return the type
     * @throws MalformedException ({@link Failure#MALFORMED_REFERENCE_TYPE}) when there is none of this code
     * @throws org.granary.engine.UnsupportedException when its proposal is off or not built
     */
    public RefType reference() {
        int at = in.position();
        int code = in.u8();
        RefType type = reference(code, at);
        if (type == null) {
            throw malformed(Failure.MALFORMED_REFERENCE_TYPE, "a reference type", code, at);
        }
        return type;
    }

    /** Null where there is none of this code. */
    private RefType reference(int code, int at) {
        if (code == 0x63 || code == 0x64) {
            features.need(Proposal.FUNCTION_REFERENCES, "type (ref …)", at);
            return new RefType(code == 0x63, heap());
        }
        AbstractHeapType heap = abstractHeap(code, at).orElse(null);
        if (heap == null) {
            return null;
        }
        return heap == AbstractHeapType.FUNC ? RefType.FUNCREF : new RefType(true, heap);
    }

    /**
     * A heap type.
     *
     * @return the type; an index as {@link TypeIndex}
     * @throws MalformedException ({@link Failure#MALFORMED_REFERENCE_TYPE}) when there is none of this code
     * @throws org.granary.engine.UnsupportedException when its proposal is off or not built
     */
    public HeapType heap() {
        int at = in.position();
        int code = in.peek();
        if ((code & 0xc0) == 0x40) {
            in.u8();
            return abstractHeap(code, at).orElseThrow(() -> malformed(Failure.MALFORMED_REFERENCE_TYPE, "a heap type", code, at));
        }
        long index = in.s33();
        if (index < 0) {
            throw malformed(Failure.MALFORMED_REFERENCE_TYPE, "a heap type", code, at);
        }
        features.need(Proposal.FUNCTION_REFERENCES, "heap type " + index, at);
        return new TypeIndex(clamp(index));
    }

    private Optional<AbstractHeapType> abstractHeap(int code, int at) {
        AbstractHeapType heap = HeapCodes.find(code);
        if (heap == null) {
            return Optional.empty();
        }
        features.need(HeapCodes.proposal(heap), "type " + heap, at);
        return Optional.of(heap);
    }

    /**
     * A block type.
     *
     * @return nothing, one result, or an index
     * @throws MalformedException ({@link Failure#MALFORMED_TYPE}) when it is none of these
     * @throws org.granary.engine.UnsupportedException when its proposal is off or not built
     */
    public BlockType block() {
        int at = in.position();
        int code = in.peek();
        if (code == 0x40) {
            in.u8();
            return BlockType.EMPTY;
        }
        if ((code & 0xc0) == 0x40) {
            return BlockType.of(value());
        }
        long index = in.s33();
        if (index < 0) {
            throw malformed(Failure.MALFORMED_TYPE, "a block type", code, at);
        }
        features.need(Proposal.MULTI_VALUE, "block type " + index, at);
        return BlockType.of(clamp(index));
    }

    /**
     * A vector of value types.
     *
     * @return the types in order
     * @throws MalformedException when one is malformed
     * @throws org.granary.engine.UnsupportedException when the proposal of one is off or not built
     */
    public List<ValType> values() {
        int count = in.count(1);
        List<ValType> types = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            types.add(value());
        }
        return types;
    }

    /** No index space is as long as 2^31, so an index past it stays unknown when it is made smaller. */
    private static int clamp(long index) {
        return (int) Math.min(index, Integer.MAX_VALUE);
    }

    private static MalformedException malformed(Failure failure, String expected, int code, int at) {
        return new MalformedException(Refusal.of(failure).at(at).expected(expected, "0x" + Integer.toHexString(code)));
    }
}
