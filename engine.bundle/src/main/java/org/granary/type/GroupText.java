package org.granary.type;

import java.util.List;

/**
 * A recursive group as a text: equal for equal groups, different for all others. A text can be ordered, so a map finds it quickly among any
 * number of texts of the same hash; lists of types cannot, and a module can have as many types of one hash as it likes. Confined to one
 * thread.
 *
 * <p>A canonical type stands as its number, which no other one ever has.
 */
final class GroupText {
    private static final char NUMBER = 1;
    private static final char VECTOR = 8;
    private static final char PACKED = 9;
    private static final char REFERENCE = 16;
    private static final char NULLABLE = 17;
    private static final char ABSTRACT = 32;
    private static final char MEMBER = 65;
    private static final char CANONICAL = 66;
    private static final char FUNCTION = 70;
    private static final char STRUCTURE = 71;
    private static final char ARRAY = 72;
    private static final char FINAL = 80;
    private static final char OPEN = 81;
    private static final char CONSTANT = 90;
    private static final char MUTABLE = 91;

    private final StringBuilder text = new StringBuilder();

    private final TypeCanon canon;
    private final int members;

    private GroupText(TypeCanon canon, int members) {
        this.canon = canon;
        this.members = members;
    }

    /**
     * The text of a group.
     *
     * @param group the definitions, as {@link TypeCanon#group} takes them
     * @param canon whose types they name
     * @return never null
     * @throws IllegalArgumentException when they name a type of another canon, or none
     */
    static String of(List<SubType> group, TypeCanon canon) {
        GroupText made = new GroupText(canon, group.size());
        for (int i = 0; i < group.size(); i++) {
            made.definition(group.get(i));
        }
        return made.text.toString();
    }

    private void definition(SubType type) {
        text.append(type.isFinal() ? FINAL : OPEN);
        number(type.supers().size());
        for (int i = 0; i < type.supers().size(); i++) {
            heap(type.supers().get(i));
        }
        if (type.content() instanceof FuncType func) {
            text.append(FUNCTION);
            values(func.params());
            values(func.results());
        } else if (type.content() instanceof StructType struct) {
            text.append(STRUCTURE);
            number(struct.fields().size());
            for (int i = 0; i < struct.fields().size(); i++) {
                field(struct.fields().get(i));
            }
        } else {
            text.append(ARRAY);
            field(((ArrayType) type.content()).element());
        }
    }

    private void values(List<ValType> types) {
        number(types.size());
        for (int i = 0; i < types.size(); i++) {
            storage(types.get(i));
        }
    }

    private void field(FieldType field) {
        text.append(field.mutable() ? MUTABLE : CONSTANT);
        storage(field.storage());
    }

    private void storage(StorageType type) {
        if (type instanceof NumType number) {
            text.append((char) (NUMBER + number.ordinal()));
        } else if (type instanceof RefType ref) {
            text.append(ref.nullable() ? NULLABLE : REFERENCE);
            heap(ref.heap());
        } else if (type instanceof PackedType packed) {
            text.append((char) (PACKED + packed.ordinal()));
        } else {
            text.append(VECTOR);
        }
    }

    private void heap(HeapType heap) {
        if (heap instanceof AbstractHeapType named) {
            text.append((char) (ABSTRACT + named.ordinal()));
        } else if (heap instanceof TypeIndex member) {
            if (member.index() < 0 || member.index() >= members) {
                throw new IllegalArgumentException("expected defined types, or indices of types defined with them, below " + members
                        + ", found type index " + member);
            }
            text.append(MEMBER);
            number(member.index());
        } else if (heap instanceof DefType type) {
            if (type.canon() != canon) {
                throw new IllegalArgumentException("expected types of this engine, found one of another engine: " + type.name());
            }
            text.append(CANONICAL);
            number((int) (type.id() >>> Integer.SIZE));
            number((int) type.id());
        } else {
            throw new IllegalArgumentException("expected types that values may have, found the heap type " + heap);
        }
    }

    private void number(int value) {
        text.append((char) (value >>> Character.SIZE)).append((char) value);
    }
}
