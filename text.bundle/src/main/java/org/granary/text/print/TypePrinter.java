package org.granary.text.print;

import java.util.List;
import org.granary.type.AbstractHeapType;
import org.granary.type.ArrayType;
import org.granary.type.CompositeType;
import org.granary.type.FieldType;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.HeapType;
import org.granary.type.Limits;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.granary.type.RefType;
import org.granary.type.StorageType;
import org.granary.type.StructType;
import org.granary.type.SubType;
import org.granary.type.TableType;
import org.granary.type.TypeIndex;
import org.granary.type.ValType;

/** Types as text, with the identifiers of defined ones. Immutable. */
final class TypePrinter {
    private final Spaces spaces;

    TypePrinter(Spaces spaces) {
        this.spaces = spaces;
    }

    String heap(HeapType type) {
        return type instanceof TypeIndex index ? spaces.of(NameSpace.TYPE).use(index.index()) : type.toString();
    }

    String storage(StorageType type) {
        if (!(type instanceof RefType ref)) {
            return type.toString();
        }
        if (ref.nullable() && ref.heap() instanceof AbstractHeapType named) {
            return named.shorthand();
        }
        return (ref.nullable() ? "(ref null " : "(ref ") + heap(ref.heap()) + ")";
    }

    private String field(FieldType type) {
        return type.mutable() ? "(mut " + storage(type.storage()) + ")" : storage(type.storage());
    }

    /** A definition without the parenthesis and the identifier around it. */
    String definition(SubType type, int index) {
        String content = composite(type.content(), index);
        if (type.isFinal() && type.supers().isEmpty()) {
            return content;
        }
        StringBuilder text = new StringBuilder(type.isFinal() ? "(sub final " : "(sub ");
        type.supers().forEach(parent -> text.append(heap(parent)).append(' '));
        return text.append(content).append(')').toString();
    }

    private String composite(CompositeType type, int index) {
        if (type instanceof FuncType func) {
            return "(func" + params(func.params(), Identifiers.NONE) + results(func.results()) + ")";
        }
        if (type instanceof ArrayType array) {
            return "(array " + field(array.element()) + ")";
        }
        StringBuilder text = new StringBuilder("(struct");
        List<FieldType> fields = ((StructType) type).fields();
        Identifiers names = spaces.fields(index);
        for (int i = 0; i < fields.size(); i++) {
            text.append(" (field").append(names.definition(i)).append(' ').append(field(fields.get(i))).append(')');
        }
        return text.append(')').toString();
    }

    /** Parameters, each with a blank before it; those without a name stand together. */
    String params(List<ValType> types, Identifiers names) {
        return group(" (param", types, 0, names);
    }

    /** Locals in the manner of {@link #params}. */
    String locals(List<ValType> types, int first, Identifiers names) {
        return group(" (local", types, first, names);
    }

    private String group(String head, List<ValType> types, int first, Identifiers names) {
        StringBuilder text = new StringBuilder();
        boolean open = false;
        for (int i = 0; i < types.size(); i++) {
            boolean named = names.names(first + i);
            if (named && open) {
                text.append(')');
            }
            if (named || !open) {
                text.append(head).append(names.definition(first + i));
            }
            text.append(' ').append(storage(types.get(i)));
            if (named) {
                text.append(')');
            }
            open = !named;
        }
        return open ? text.append(')').toString() : text.toString();
    }

    String results(List<ValType> types) {
        if (types.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(" (result");
        types.forEach(type -> text.append(' ').append(storage(type)));
        return text.append(')').toString();
    }

    /** A type use with its parameters and results; the index alone where it is none of a function type. */
    String use(int type, Identifiers params) {
        String use = " (type " + spaces.of(NameSpace.TYPE).use(type) + ")";
        FuncType func = spaces.func(type);
        return func == null ? use : use + params(func.params(), params) + results(func.results());
    }

    String global(GlobalType type) {
        return type.mutable() ? "(mut " + storage(type.content()) + ")" : storage(type.content());
    }

    String table(TableType type) {
        return address(type.address()) + limits(type.limits()) + " " + storage(type.element());
    }

    String memory(MemoryType type) {
        return address(type.address()) + limits(type.limits()) + (type.shared() ? " shared" : "")
                + (type.pageBits() == MemoryType.PAGE_BITS ? "" : " (pagesize " + Long.toUnsignedString(type.pageSize()) + ")");
    }

    private static String address(NumType type) {
        return type == NumType.I64 ? "i64 " : "";
    }

    private static String limits(Limits limits) {
        return limits.toString();
    }
}
