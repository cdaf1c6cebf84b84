package org.granary.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.granary.type.AbstractHeapType;
import org.granary.type.ArrayType;
import org.granary.type.FieldType;
import org.granary.type.FuncType;
import org.granary.type.PackedType;
import org.granary.type.RefType;
import org.granary.type.StorageType;
import org.granary.type.StructType;
import org.granary.type.SubType;
import org.granary.type.TypeIndex;
import org.granary.type.ValType;

/** What the functions of a random module can name: types, functions, globals, tags. Types are as written, so references name indices. */
final class Surroundings {
    static final RefType ANY = new RefType(true, AbstractHeapType.ANY);
    static final RefType EQ = new RefType(true, AbstractHeapType.EQ);
    static final RefType I31 = new RefType(true, AbstractHeapType.I31);
    static final RefType ARRAY = new RefType(true, AbstractHeapType.ARRAY);
    static final RefType EXN = new RefType(true, AbstractHeapType.EXN);
    static final RefType FUNC = RefType.FUNCREF;
    static final RefType EXTERN = RefType.EXTERNREF;
    static final int BASE = 0;
    static final int DERIVED = 1;
    /** The index of the first array type. */
    static final int ARRAYS = 2;
    static final int HOST = 0;
    static final int MEMORIES = 3;

    /** Whether every NaN is made canonical. */
    final boolean oneNan;
    /** Whether much of what it does traps; else most calls come to their end. */
    final boolean wild;
    /** What arrays hold. */
    final List<StorageType> elements = List.of(PackedType.I8, PackedType.I16, ValType.I32, ValType.I64, ValType.F32, ValType.F64,
            ValType.V128, to(BASE), FUNC);
    final List<FieldType> base = fields(ValType.I32, PackedType.I8, ValType.I64, ValType.F64, to(BASE));
    final List<FieldType> derived = new ArrayList<>(base);
    /** The function types, by their distance from the first. */
    final List<FuncType> signatures = new ArrayList<>();
    /** For each function the number of its type; the host's comes first. */
    final List<Integer> functions = new ArrayList<>();
    /** For each tag the number of its type. */
    final List<Integer> tags = new ArrayList<>();
    final List<ValType> globals = List.of(ValType.I32, ValType.I32, ValType.I64, ValType.F32, ValType.F64, ValType.V128,
            to(BASE), ANY, FUNC);
    private final List<ValType> common = List.of(ValType.I32, ValType.I64, ValType.F32, ValType.F64, ValType.V128);
    private final List<ValType> all = new ArrayList<>(common);

    /** Where modules and functions begin in lists that they go through, so that all of a list comes in a few modules. */
    private final long turn;

    Surroundings(long turn, Random random, boolean oneNan) {
        this.turn = turn;
        this.oneNan = oneNan;
        // not by the sequence, whose first numbers hardly differ from seed to seed
        this.wild = turn * 0x9E37_79B9_7F4A_7C15L >>> 62 == 0;
        derived.addAll(fields(ValType.V128, ValType.F32, PackedType.I16, ANY));
        all.addAll(List.of(to(BASE), to(DERIVED), ANY, EQ, I31, FUNC, EXTERN, ARRAY));
        for (int i = 0; i < elements.size(); i++) {
            all.add(to(ARRAYS + i));
        }
        signatures.add(FuncType.taking(ValType.I64, ValType.I32).returning(ValType.I64));
        functions.add(HOST);
        signatures.add(FuncType.taking());
        for (int i = 0; i < 8; i++) {
            signatures.add(FuncType.of(some(random, 4), some(random, i % 2 == 0 ? 1 : 3)));
        }
        for (int i = 0; i < 2; i++) {
            List<ValType> carried = some(random, 3);
            tags.add(add(FuncType.of(carried, List.of())));
            add(FuncType.of(List.of(), carried));
            List<ValType> caught = new ArrayList<>(carried);
            caught.add(EXN);
            add(FuncType.of(List.of(), caught));
        }
        int count = 2 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            functions.add(1 + random.nextInt(9));
        }
    }

    /** Where a function begins in a list. */
    int begin(int function, int size) {
        return (int) Math.floorMod(turn * 31 + function * 8L, (long) size);
    }

    private int add(FuncType type) {
        signatures.add(type);
        return signatures.size() - 1;
    }

    private List<ValType> some(Random random, int most) {
        List<ValType> types = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            types.add(any(random));
        }
        return types;
    }

    /** A type, more often a number or a vector than a reference. */
    ValType any(Random random) {
        List<ValType> from = random.nextInt(3) > 0 ? common : all;
        return from.get(random.nextInt(from.size()));
    }

    List<ValType> types() {
        return all;
    }

    /** A nullable reference to a defined type. */
    static RefType to(int type) {
        return new RefType(true, new TypeIndex(type));
    }

    private static List<FieldType> fields(StorageType... types) {
        return List.of(types).stream().map(type -> new FieldType(type, true)).toList();
    }

    /** The index of the first function type. */
    int firstSignature() {
        return ARRAYS + elements.size();
    }

    /** All definitions before the function types. */
    List<SubType> definitions() {
        List<SubType> definitions = new ArrayList<>();
        definitions.add(new SubType(false, List.of(), new StructType(base)));
        definitions.add(new SubType(true, List.of(new TypeIndex(BASE)), new StructType(derived)));
        elements.forEach(element -> definitions.add(SubType.plain(new ArrayType(new FieldType(element, true)))));
        return definitions;
    }

    FuncType signature(int function) {
        return signatures.get(functions.get(function));
    }

    /** A reference to functions of a function's type. */
    RefType typeOf(int function) {
        return to(firstSignature() + functions.get(function));
    }
}
