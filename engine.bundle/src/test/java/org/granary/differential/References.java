package org.granary.differential;

import java.util.List;
import org.granary.op.CoreOp;
import org.granary.op.GcOp;
import org.granary.type.AbstractHeapType;
import org.granary.type.FieldType;
import org.granary.type.HeapType;
import org.granary.type.NumType;
import org.granary.type.PackedType;
import org.granary.type.RefType;
import org.granary.type.StorageType;
import org.granary.type.TypeIndex;
import org.granary.type.ValType;

/** Structures, arrays, scalars, functions as values, casts. */
final class References implements RandomBody.Family {
    private static final int LONGEST = 7;

    private final RandomBody body;
    private final Surroundings surroundings;

    References(RandomBody body) {
        this.body = body;
        this.surroundings = body.surroundings;
    }

    @Override
    public void write() {
        switch (body.random.nextInt(12)) {
            case 0, 1, 2 -> structure();
            case 3, 4, 5 -> array();
            case 6 -> scalar();
            case 7 -> test();
            case 8 -> cast();
            case 9 -> compare();
            case 10 -> convert();
            default -> produce((RefType) body.one(surroundings.types().stream().filter(RefType.class::isInstance).toList()), 1);
        }
    }

    /** The simplest value of a type that is not always null. */
    void leaf(RefType type) {
        HeapType heap = type.heap();
        if (body.slips(8)) {
            body.out.heap(CoreOp.REF_NULL, heap);
        } else if (heap instanceof TypeIndex index && index.index() < Surroundings.ARRAYS) {
            body.out.composite(GcOp.STRUCT_NEW_DEFAULT, index.index(), -1);
        } else if (heap instanceof TypeIndex index && index.index() < surroundings.firstSignature()) {
            body.out.number(CoreOp.I32_CONST, LONGEST);
            body.out.composite(GcOp.ARRAY_NEW_DEFAULT, index.index(), -1);
        } else if (heap == AbstractHeapType.I31 || heap == AbstractHeapType.EQ || heap == AbstractHeapType.ANY) {
            body.out.number(CoreOp.I32_CONST, body.random.nextInt());
            body.out.plain(GcOp.REF_I31);
        } else if (heap == AbstractHeapType.FUNC) {
            body.out.function(CoreOp.REF_FUNC, body.random.nextInt(surroundings.functions.size()));
        } else {
            body.out.heap(CoreOp.REF_NULL, heap);
        }
    }

    /** Pushes a value of a type, or says that it has nothing better than a leaf. */
    boolean produce(RefType type, int depth) {
        HeapType heap = type.heap();
        if (heap instanceof TypeIndex index && index.index() < Surroundings.ARRAYS) {
            make(index.index(), depth);
        } else if (heap instanceof TypeIndex index && index.index() < surroundings.firstSignature()) {
            makeArray(index.index(), depth);
        } else if (heap == AbstractHeapType.ANY || heap == AbstractHeapType.EQ) {
            RefType narrower = body.one(List.of(Surroundings.I31, Surroundings.to(Surroundings.BASE), Surroundings.to(Surroundings.DERIVED),
                    Surroundings.to(Surroundings.ARRAYS + body.random.nextInt(surroundings.elements.size()))));
            body.push(narrower, depth);
        } else if (heap == AbstractHeapType.ARRAY) {
            body.push(Surroundings.to(Surroundings.ARRAYS + body.random.nextInt(surroundings.elements.size())), depth);
        } else if (heap == AbstractHeapType.I31) {
            body.push(ValType.I32, depth);
            body.out.plain(GcOp.REF_I31);
            body.popped(1);
            body.pushed(type);
            return true;
        } else if (heap == AbstractHeapType.EXTERN) {
            body.push(Surroundings.ANY, depth);
            body.out.plain(GcOp.EXTERN_CONVERT_ANY);
        } else {
            return false;
        }
        body.popped(1);
        body.pushed(type);
        return true;
    }

    private List<FieldType> fields(int type) {
        return type == Surroundings.BASE ? surroundings.base : surroundings.derived;
    }

    private void make(int type, int depth) {
        List<FieldType> fields = fields(type);
        if (body.chance(40)) {
            body.out.composite(GcOp.STRUCT_NEW_DEFAULT, type, -1);
        } else {
            fields.forEach(field -> body.push(field.storage().unpacked(), depth));
            body.popped(fields.size());
            body.out.composite(GcOp.STRUCT_NEW, type, -1);
        }
        body.pushed(Surroundings.to(type));
    }

    private ValType element(int type) {
        return surroundings.elements.get(type - Surroundings.ARRAYS).unpacked();
    }

    private void makeArray(int type, int depth) {
        ValType element = element(type);
        switch (body.random.nextInt(4)) {
            case 0 -> {
                body.push(element, depth);
                body.out.number(CoreOp.I32_CONST, length());
                body.popped(1);
                body.out.composite(GcOp.ARRAY_NEW, type, -1);
            }
            case 1 -> {
                int many = length();
                for (int i = 0; i < many; i++) {
                    body.push(element, depth);
                }
                body.popped(many);
                body.out.composite(GcOp.ARRAY_NEW_FIXED, type, many);
            }
            case 2 -> {
                body.out.number(CoreOp.I32_CONST, body.random.nextInt(8));
                body.out.number(CoreOp.I32_CONST, element instanceof RefType ? 1 : 2);
                fromSegment(type, element);
            }
            default -> {
                body.out.number(CoreOp.I32_CONST, length());
                body.out.composite(GcOp.ARRAY_NEW_DEFAULT, type, -1);
            }
        }
        body.pushed(Surroundings.to(type));
    }

    /** Long enough for most accesses, or not. */
    private int length() {
        return body.surroundings.wild ? body.random.nextInt(LONGEST + 1) : LONGEST - body.random.nextInt(2);
    }

    private void fromSegment(int type, ValType element) {
        if (element.equals(Surroundings.FUNC)) {
            body.out.composite(GcOp.ARRAY_NEW_ELEM, type, 1);
        } else if (element instanceof RefType) {
            body.out.plain(CoreOp.DROP);
            body.out.composite(GcOp.ARRAY_NEW_DEFAULT, type, -1);
        } else {
            body.out.composite(GcOp.ARRAY_NEW_DATA, type, 1);
        }
    }

    private GcOp read(StorageType storage, GcOp plain, GcOp signed, GcOp unsigned) {
        return !(storage instanceof PackedType) ? plain : body.chance(50) ? signed : unsigned;
    }

    private void structure() {
        int type = body.random.nextInt(2);
        List<FieldType> fields = fields(type);
        int field = body.random.nextInt(fields.size());
        StorageType storage = fields.get(field).storage();
        body.take(List.of(Surroundings.to(type)));
        if (body.chance(50)) {
            body.out.composite(read(storage, GcOp.STRUCT_GET, GcOp.STRUCT_GET_S, GcOp.STRUCT_GET_U), type, field);
            body.pushed(storage.unpacked());
        } else {
            body.pushed(Surroundings.to(type));
            body.push(storage.unpacked(), 2);
            body.popped(2);
            body.out.composite(GcOp.STRUCT_SET, type, field);
        }
    }

    private void index(int mask) {
        body.push(NumType.I32, 1);
        if (!body.slips(5)) {
            body.out.number(CoreOp.I32_CONST, mask);
            body.out.plain(CoreOp.I32_AND);
        }
    }

    private void array() {
        int type = Surroundings.ARRAYS + body.random.nextInt(surroundings.elements.size());
        StorageType storage = surroundings.elements.get(type - Surroundings.ARRAYS);
        body.take(List.of(Surroundings.to(type)));
        body.pushed(Surroundings.to(type));
        switch (body.random.nextInt(7)) {
            case 0 -> {
                body.popped(1);
                body.out.plain(GcOp.ARRAY_LEN);
                body.pushed(ValType.I32);
            }
            case 1, 2 -> {
                index(3);
                body.popped(2);
                body.out.composite(read(storage, GcOp.ARRAY_GET, GcOp.ARRAY_GET_S, GcOp.ARRAY_GET_U), type, -1);
                body.pushed(storage.unpacked());
            }
            case 3, 4 -> {
                index(3);
                body.push(storage.unpacked(), 1);
                body.popped(3);
                body.out.composite(GcOp.ARRAY_SET, type, -1);
            }
            default -> many(type, storage.unpacked());
        }
    }

    /** Instructions on several elements; the array lies there. */
    private void many(int type, ValType element) {
        index(3);
        switch (body.random.nextInt(3)) {
            case 0 -> {
                body.push(element, 1);
                index(3);
                body.popped(4);
                body.out.composite(GcOp.ARRAY_FILL, type, -1);
            }
            case 1 -> {
                body.push(Surroundings.to(type), 1);
                index(3);
                index(3);
                body.popped(5);
                body.out.composite(GcOp.ARRAY_COPY, type, type);
            }
            default -> {
                index(1);
                index(1);
                body.popped(4);
                if (element.equals(Surroundings.FUNC)) {
                    body.out.composite(GcOp.ARRAY_INIT_ELEM, type, 1);
                } else if (!(element instanceof RefType)) {
                    body.out.composite(GcOp.ARRAY_INIT_DATA, type, 1);
                } else {
                    for (int i = 0; i < 4; i++) {
                        body.out.plain(CoreOp.DROP);
                    }
                }
            }
        }
    }

    private void scalar() {
        body.take(List.of(Surroundings.I31));
        if (body.chance(30)) {
            body.out.plain(CoreOp.REF_AS_NON_NULL);
        }
        body.out.plain(body.chance(50) ? GcOp.I31_GET_S : GcOp.I31_GET_U);
        body.pushed(ValType.I32);
    }

    private HeapType below(AbstractHeapType top) {
        return body.one(List.of(AbstractHeapType.I31, AbstractHeapType.STRUCT, AbstractHeapType.ARRAY, AbstractHeapType.NONE,
                AbstractHeapType.EQ, new TypeIndex(Surroundings.BASE), new TypeIndex(Surroundings.DERIVED),
                new TypeIndex(Surroundings.ARRAYS + 2), top));
    }

    private void test() {
        if (body.chance(30)) {
            body.take(List.of(Surroundings.FUNC));
            body.out.heap(body.chance(50) ? GcOp.REF_TEST : GcOp.REF_TEST_NULL,
                    new TypeIndex(surroundings.firstSignature() + body.random.nextInt(surroundings.signatures.size())));
        } else if (body.chance(30)) {
            body.take(List.of(body.one(surroundings.types().stream().filter(RefType.class::isInstance).toList())));
            body.out.plain(CoreOp.REF_IS_NULL);
        } else {
            body.take(List.of(Surroundings.ANY));
            body.out.heap(body.chance(50) ? GcOp.REF_TEST : GcOp.REF_TEST_NULL, below(AbstractHeapType.ANY));
        }
        body.pushed(ValType.I32);
    }

    /** A cast that is tested before, most of the time. */
    private void cast() {
        RefType type = body.one(List.of(Surroundings.to(Surroundings.BASE), Surroundings.to(Surroundings.DERIVED), Surroundings.I31,
                Surroundings.to(Surroundings.ARRAYS + 3), Surroundings.EQ));
        if (!body.slips(50)) {
            body.push(type, 1);
            body.popped(1);
        } else {
            body.take(List.of(Surroundings.ANY));
        }
        body.out.heap(body.chance(20) ? GcOp.REF_CAST : GcOp.REF_CAST_NULL, type.heap());
        body.pushed(type);
    }

    private void compare() {
        body.take(List.of(Surroundings.EQ, Surroundings.EQ));
        body.out.plain(CoreOp.REF_EQ);
        body.pushed(ValType.I32);
    }

    private void convert() {
        if (body.chance(50)) {
            body.take(List.of(Surroundings.ANY));
            body.out.plain(GcOp.EXTERN_CONVERT_ANY);
            body.pushed(Surroundings.EXTERN);
        } else {
            body.take(List.of(Surroundings.EXTERN));
            body.out.plain(GcOp.ANY_CONVERT_EXTERN);
            body.pushed(Surroundings.ANY);
        }
    }
}
