package org.granary.validate;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.ModuleLimits;
import org.granary.engine.Proposal;
import org.granary.engine.ValidationException;
import org.granary.module.ParsedModule.TypeDef;
import org.granary.op.BlockType;
import org.granary.op.Features;
import org.granary.type.ArrayType;
import org.granary.type.DefType;
import org.granary.type.FieldType;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.HeapType;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.granary.type.RefType;
import org.granary.type.StructType;
import org.granary.type.SubType;
import org.granary.type.TableType;
import org.granary.type.TypeCanon;
import org.granary.type.TypeIndex;
import org.granary.type.ValType;

/** The index spaces of a module with all types resolved, imports first. Filled by {@link ModuleValidator}, then unchanged. */
final class Spaces {
    private static final FuncType EMPTY = new FuncType(List.of(), List.of());

    final List<DefType> types = new ArrayList<>();
    /** The structure types of which a field has no default value. A type may have 10,000 fields, and four bytes of code ask for all. */
    final BitSet undefaultable = new BitSet();
    final ArrayList<DefType> functions = new ArrayList<>();
    final List<TableType> tables = new ArrayList<>();
    final List<MemoryType> memories = new ArrayList<>();
    /** Function types whose parameters the exceptions of a tag carry. */
    final List<DefType> tags = new ArrayList<>();
    final List<GlobalType> globals = new ArrayList<>();
    /** The element types of the element segments. */
    final List<RefType> elements = new ArrayList<>();
    /** Functions that something outside bodies names, the start function aside. */
    final BitSet declared = new BitSet();
    int importedFunctions;
    int importedTables;
    int importedMemories;
    int importedTags;
    int importedGlobals;
    /** The announced number of data segments, or -1. */
    int announcedData = -1;

    /**
     * Replaces the indices in a type.
     *
     * @param type  the type
     * @param place where it stands, for the error
     * @return the type without indices
     * @throws ValidationException ({@link Failure#UNKNOWN_TYPE}) when an index has no type
     */
    ValType resolve(ValType type, Place place) {
        return type instanceof RefType ref ? resolve(ref, place) : type;
    }

    RefType resolve(RefType type, Place place) {
        return type.heap() instanceof TypeIndex ? new RefType(type.nullable(), resolve(type.heap(), place)) : type;
    }

    HeapType resolve(HeapType heap, Place place) {
        return heap instanceof TypeIndex index ? types.get(place.known(Failure.UNKNOWN_TYPE, index.index(), types.size())) : heap;
    }

    TableType resolve(TableType type, Place place) {
        return new TableType(resolve(type.element(), place), type.limits(), type.address());
    }

    GlobalType resolve(GlobalType type, Place place) {
        return new GlobalType(resolve(type.content(), place), type.mutable());
    }

    /** The function type of an index. */
    DefType function(int typeIndex, Place place) {
        return defined(typeIndex, FuncType.class, "a function type", place);
    }

    /** By index: the types that are function types, else null. */
    DefType[] functionTypes() {
        DefType[] found = new DefType[types.size()];
        for (int i = 0; i < found.length; i++) {
            DefType type = types.get(i);
            found[i] = type.definition().content() instanceof FuncType ? type : null;
        }
        return found;
    }

    /** The structure type of an index. */
    DefType struct(int typeIndex, Place place) {
        return defined(typeIndex, StructType.class, "a structure type", place);
    }

    /** The array type of an index. */
    DefType array(int typeIndex, Place place) {
        return defined(typeIndex, ArrayType.class, "an array type", place);
    }

    private DefType defined(int typeIndex, Class<?> content, String expected, Place place) {
        DefType type = types.get(place.known(Failure.UNKNOWN_TYPE, typeIndex, types.size()));
        if (!content.isInstance(type.definition().content())) {
            throw place.invalid(Failure.TYPE_MISMATCH, expected, type);
        }
        return type;
    }

    /** The type of a table. */
    TableType table(int index, Place place) {
        return tables.get(place.known(Failure.UNKNOWN_TABLE, index, tables.size()));
    }

    /** The type of a memory. */
    MemoryType memory(int index, Place place) {
        return memories.get(place.known(Failure.UNKNOWN_MEMORY, index, memories.size()));
    }

    /** The element type of an element segment. */
    RefType element(int segment, Place place) {
        return elements.get(place.known(Failure.UNKNOWN_ELEM_SEGMENT, segment, elements.size()));
    }

    /** Of what type a length is that two tables or memories share. */
    static NumType narrower(NumType a, NumType b) {
        return a == NumType.I32 ? a : b;
    }

    /** Checks the index of a data segment, which code may name only where their number is announced. */
    void data(int segment, Place place) {
        if (announcedData < 0) {
            throw new MalformedException(place.refusal(Failure.DATA_COUNT_REQUIRED).expected("a data count section", "none"));
        }
        place.known(Failure.UNKNOWN_DATA_SEGMENT, segment, announcedData);
    }

    FuncType block(BlockType type, Place place) {
        if (type.result() != null) {
            return new FuncType(List.of(), List.of(resolve(type.result(), place)));
        }
        return type.index() < 0 ? EMPTY : function(type.index(), place).func();
    }

    /** A type may declare one supertype: an earlier one that is open and of content that fits. */
    private void supertypes(int index, SubType written, Place place) {
        if (written.supers().isEmpty()) {
            return;
        }
        DefType type = types.get(index);
        DefType above = (DefType) type.definition().supers().get(0);
        if (above.definition().isFinal() || !type.definition().content().matches(above.definition().content())) {
            throw place.invalid(Failure.SUB_TYPE, "a supertype of type " + index + " that is open and whose content fits", above);
        }
    }

    /**
     * Checks what must hold before a group can be made canonical at all. Each type of it knows all above it, so a chain without limit would
     * take memory that grows with its square.
     */
    private void ordered(List<TypeDef> group, int base, Place place) {
        int[] depths = new int[group.size()];
        for (int i = 0; i < group.size(); i++) {
            place.at(group.get(i).offset());
            List<HeapType> supers = group.get(i).type().supers();
            if (supers.size() > 1) {
                throw place.invalid(Failure.SUB_TYPE, "at most one supertype", supers.size());
            }
            if (!supers.isEmpty()) {
                int above = place.known(Failure.UNKNOWN_TYPE, ((TypeIndex) supers.get(0)).index(), base + i);
                depths[i] = 1 + (above < base ? types.get(above).depth() : depths[above - base]);
                place.check(ModuleLimits.SUPERTYPES, depths[i]);
            }
        }
    }

    /** What the indices in a recursive group stand for; a class of its own because every module needs it at once. */
    private record Members(List<DefType> before, int base, int end, Features features, Place place) implements IntFunction<HeapType> {
        @Override
        public HeapType apply(int index) {
            place.known(Failure.UNKNOWN_TYPE, index, end);
            if (index >= base) {
                features.need(Proposal.GC, "type that names itself", place.offset());
            }
            return index < base ? before.get(index) : new TypeIndex(index - base);
        }
    }

    private static boolean defaultable(StructType type) {
        for (FieldType field : type.fields()) {
            if (!field.isDefaultable()) {
                return false;
            }
        }
        return true;
    }

    /** Resolves the indices of a recursive group that begins at an index, against the group itself and what stands before it. */
    void define(List<TypeDef> group, TypeCanon canon, Features features, Place place) {
        int base = types.size();
        ordered(group, base, place);
        List<SubType> resolved = new ArrayList<>();
        for (TypeDef definition : group) {
            place.at(definition.offset());
            resolved.add(TypeCanon.resolve(definition.type(), new Members(types, base, base + group.size(), features, place)));
        }
        types.addAll(canon.group(resolved));
        for (int i = 0; i < group.size(); i++) {
            place.at(group.get(i).offset());
            supertypes(base + i, group.get(i).type(), place);
            undefaultable.set(base + i, types.get(base + i).definition().content() instanceof StructType struct && !defaultable(struct));
        }
    }
}
