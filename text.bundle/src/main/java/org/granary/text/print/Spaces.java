package org.granary.text.print;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.granary.module.ParsedModule;
import org.granary.module.ParsedModule.FuncDef;
import org.granary.module.ParsedModule.FuncImport;
import org.granary.module.ParsedModule.GlobalImport;
import org.granary.module.ParsedModule.Import;
import org.granary.module.ParsedModule.MemoryImport;
import org.granary.module.ParsedModule.TableImport;
import org.granary.module.ParsedModule.TagImport;
import org.granary.module.ParsedModule.TypeDef;
import org.granary.type.FuncType;
import org.granary.type.StructType;
import org.granary.type.SubType;

/** The index spaces of a module with the identifiers of what is in them. Immutable but for what it remembers of fields. */
final class Spaces {
    private final ParsedModule module;
    private final NameSection names;
    private final List<SubType> types;
    private final Map<NameSpace, Identifiers> bySpace = new EnumMap<>(NameSpace.class);
    private final Map<Integer, Identifiers> fields = new HashMap<>();
    private final int[] functionTypes;

    Spaces(ParsedModule module, NameSection names) {
        this.module = module;
        this.names = names;
        types = module.types().stream().flatMap(List::stream).map(TypeDef::type).toList();
        functionTypes = IntStream.concat(
                module.imports().stream().filter(entry -> entry.desc() instanceof FuncImport)
                        .mapToInt(entry -> ((FuncImport) entry.desc()).type()),
                module.functions().stream().mapToInt(FuncDef::type)).toArray();
        name(NameSpace.TYPE, types.size());
        name(NameSpace.FUNC, functionTypes.length);
        name(NameSpace.TABLE, imported(TableImport.class) + module.tables().size());
        name(NameSpace.MEMORY, imported(MemoryImport.class) + module.memories().size());
        name(NameSpace.GLOBAL, imported(GlobalImport.class) + module.globals().size());
        name(NameSpace.TAG, imported(TagImport.class) + module.tags().size());
        name(NameSpace.ELEM, module.elements().size());
        name(NameSpace.DATA, module.data().size());
    }

    private void name(NameSpace space, int size) {
        bySpace.put(space, new Identifiers(names.of(space), size));
    }

    int imported(Class<?> kind) {
        return (int) module.imports().stream().map(Import::desc).filter(kind::isInstance).count();
    }

    Identifiers of(NameSpace space) {
        return bySpace.get(space);
    }

    /** The fields of a type, which may be none of structures. */
    Identifiers fields(int type) {
        return fields.computeIfAbsent(type, index -> {
            boolean known = index >= 0 && index < types.size();
            int size = known && types.get(index).content() instanceof StructType struct ? struct.fields().size() : 0;
            return new Identifiers(names.of(NameSpace.FIELD, index), size);
        });
    }

    /** The parameters and locals of a function. */
    Identifiers locals(int function, int size) {
        return new Identifiers(names.of(NameSpace.LOCAL, function), size);
    }

    /** The names of a function's blocks in the order of their beginnings. */
    Map<Integer, String> labels(int function) {
        return names.of(NameSpace.LABEL, function);
    }

    /** The type index of a function. */
    int functionType(int function) {
        return functionTypes[function];
    }

    /** A function type, or null when there is none of this index. */
    FuncType func(int type) {
        return type >= 0 && type < types.size() && types.get(type).content() instanceof FuncType func ? func : null;
    }

    String moduleName() {
        return names.module();
    }
}
