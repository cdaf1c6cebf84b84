package org.granary.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.granary.engine.WasmModule;
import org.granary.store.Extern;
import org.granary.store.ExternRef;
import org.granary.store.Func;
import org.granary.store.Global;
import org.granary.store.Instance;
import org.granary.store.Memory;
import org.granary.store.SharedMemory;
import org.granary.store.Store;
import org.granary.store.Table;
import org.granary.store.Tag;
import org.granary.type.AbstractHeapType;
import org.granary.type.ExportType;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.ImportType;
import org.granary.type.MemoryType;
import org.granary.type.RefType;
import org.granary.type.TableType;
import org.granary.type.TagType;
import org.granary.type.ValType;

/** Something for each import of a module of other people, and what of it a host would call first. */
final class Stubs {
    private static final List<String> STARTS = List.of("_initialize", "__wasm_call_ctors", "_start");

    private Stubs() {
    }

    static List<Extern> imports(Store<Void> store, WasmModule module) {
        List<Extern> imports = new ArrayList<>();
        for (ImportType entry : module.imports()) {
            imports.add(stub(store, entry));
        }
        return imports;
    }

    private static Extern stub(Store<Void> store, ImportType entry) {
        if (entry.type() instanceof FuncType type) {
            return Func.create(store.context(), type,
                    (caller, arguments) -> type.results().stream().map(result -> zero(store, result)).toArray());
        }
        if (entry.type() instanceof TableType type) {
            return Table.create(store.context(), type, null);
        }
        if (entry.type() instanceof GlobalType type) {
            return Global.create(store.context(), type, zero(store, type.content()));
        }
        if (entry.type() instanceof TagType type) {
            return Tag.create(store.context(), type);
        }
        MemoryType type = (MemoryType) entry.type();
        return type.shared() ? SharedMemory.create(store.engine(), type) : Memory.create(store.context(), type);
    }

    private static Object zero(Store<Void> store, ValType type) {
        if (type instanceof RefType reference && !reference.nullable() && reference.heap() == AbstractHeapType.EXTERN) {
            return ExternRef.create(store.context(), "stub");
        }
        Map<ValType, Object> zeros = Map.of(ValType.I32, 0, ValType.I64, 0L, ValType.F32, 0f, ValType.F64, 0d);
        return zeros.get(type);
    }

    /** The name of the function without parameters that a host would run first, or null where there is none. */
    static String firstCall(WasmModule module) {
        // no streams: in a fresh process the first ones take milliseconds, which are measured with what they are asked for
        String first = null;
        for (ExportType export : module.exports()) {
            if (export.type() instanceof FuncType type && type.params().isEmpty()
                    && (first == null || rank(export.name()) < rank(first))) {
                first = export.name();
            }
        }
        return first;
    }

    private static int rank(String name) {
        return STARTS.contains(name) ? STARTS.indexOf(name) : STARTS.size();
    }

    /** Calls it; that it ends in a stub or a trap says nothing about how long it took to get there. */
    static void call(Instance instance, String name) {
        if (name != null) {
            try {
                instance.func(name).call();
            } catch (RuntimeException e) {
                String told = e.toString();
                int line = told.indexOf('\n');
                System.err.println(name + " ended: " + (line < 0 ? told : told.substring(0, line)));
            }
        }
    }
}
