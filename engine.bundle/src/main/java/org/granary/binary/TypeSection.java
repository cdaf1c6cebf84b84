package org.granary.binary;

import java.util.ArrayList;
import java.util.List;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.ModuleLimits;
import org.granary.engine.Proposal;
import org.granary.engine.Refusal;
import org.granary.module.ParsedModule.TypeDef;
import org.granary.type.ArrayType;
import org.granary.type.CompositeType;
import org.granary.type.FieldType;
import org.granary.type.FuncType;
import org.granary.type.HeapType;
import org.granary.type.PackedType;
import org.granary.type.StorageType;
import org.granary.type.StructType;
import org.granary.type.SubType;
import org.granary.type.TypeIndex;
import org.granary.type.ValType;

/** Source: WebAssembly core specification, section 5.5.4 (type section). */
final class TypeSection {
    private static final int FUNC = 0x60;
    private static final int STRUCT = 0x5f;
    private static final int ARRAY = 0x5e;
    private static final int OPEN = 0x50;
    private static final int FINAL = 0x4f;
    private static final int GROUP = 0x4e;
    private static final int I8 = 0x78;
    private static final int I16 = 0x77;

    private TypeSection() {
    }

    static void decode(SectionReader in, Draft draft) {
        int count = in.count(ModuleLimits.RECURSIVE_GROUPS, 1);
        long types = 0;
        for (int i = 0; i < count; i++) {
            int at = in.position();
            List<TypeDef> group = new ArrayList<>();
            if (in.in.peek() == GROUP) {
                in.features.need(Proposal.GC, "recursive types", at);
                in.in.u8();
                int members = in.count(ModuleLimits.GROUP_TYPES, 1);
                ModuleLimits.TYPES.check(types + members, at);
                for (int k = 0; k < members; k++) {
                    group.add(definition(in));
                }
            } else {
                group.add(definition(in));
            }
            types += group.size();
            ModuleLimits.TYPES.check(types, at);
            draft.types.add(List.copyOf(group));
        }
    }

    private static TypeDef definition(SectionReader in) {
        int at = in.position();
        return new TypeDef(sub(in), at);
    }

    private static SubType sub(SectionReader in) {
        int at = in.position();
        int form = in.in.peek();
        if (form != OPEN && form != FINAL) {
            return SubType.plain(composite(in));
        }
        in.features.need(Proposal.GC, "subtypes", at);
        in.in.u8();
        int count = in.in.count(1);
        List<HeapType> supers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            supers.add(new TypeIndex(in.in.u32()));
        }
        return new SubType(form == FINAL, supers, composite(in));
    }

    private static CompositeType composite(SectionReader in) {
        int at = in.position();
        int form = in.in.u8();
        if ((form & 0x80) != 0) {
            throw new MalformedException(Refusal.of(Failure.INTEGER_TOO_LONG).at(at)
                    .expected("a form of one byte", "0x" + Integer.toHexString(form)));
        }
        return switch (form) {
            case FUNC -> func(in);
            case STRUCT -> {
                in.features.need(Proposal.GC, "structure type", at);
                yield struct(in);
            }
            case ARRAY -> {
                in.features.need(Proposal.GC, "array type", at);
                yield new ArrayType(field(in));
            }
            default -> throw new MalformedException(Refusal.of(Failure.MALFORMED_TYPE).at(at)
                    .expected("a function (0x60), structure (0x5f) or array type (0x5e)", "0x" + Integer.toHexString(form)));
        };
    }

    private static StructType struct(SectionReader in) {
        int count = in.count(ModuleLimits.FIELDS, 2);
        List<FieldType> fields = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            fields.add(field(in));
        }
        return new StructType(fields);
    }

    private static FieldType field(SectionReader in) {
        StorageType storage = switch (in.in.peek()) {
            case I8 -> PackedType.I8;
            case I16 -> PackedType.I16;
            default -> in.types.value();
        };
        if (storage instanceof PackedType) {
            in.in.u8();
        }
        return new FieldType(storage, in.mutable());
    }

    private static FuncType func(SectionReader in) {
        List<ValType> params = types(in, ModuleLimits.PARAMETERS);
        int resultsAt = in.position();
        List<ValType> results = types(in, ModuleLimits.RESULTS);
        if (results.size() > 1) {
            in.features.need(Proposal.MULTI_VALUE, "several results", resultsAt);
        }
        return new FuncType(params, results);
    }

    private static List<ValType> types(SectionReader in, ModuleLimits limit) {
        int at = in.position();
        List<ValType> types = in.types.values();
        limit.check(types.size(), at);
        return types;
    }
}
