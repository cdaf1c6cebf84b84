package org.granary.store;

import java.util.List;
import org.granary.engine.Failure;
import org.granary.engine.LinkException;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.ImportType;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.granary.type.RefType;
import org.granary.type.TableType;
import org.granary.type.TagType;
import org.granary.type.ValType;

/** What takes the place of an import that nobody has defined. */
final class StandIns {
    private StandIns() {
    }

    /** A host function that traps; the trap's cause names the import. */
    static <T> HostFunction<T> trapping(ImportType wanted) {
        return (caller, arguments) -> {
            throw new Trap(TrapCode.UNREACHABLE,
                    new LinkException(Failure.UNKNOWN_IMPORT, wanted.module(), wanted.name(), wanted.type(), "nothing, and it was called"));
        };
    }

    /** An item of the type: a function that returns zeros, a memory or table of the least size, a global of zero, a new tag. */
    static <T> Extern of(StoreContext<T> store, ImportType wanted) {
        if (wanted.type() instanceof FuncType type) {
            Object[] zeros = zeros(type.results(), wanted);
            return Func.create(store.core(), type, (caller, arguments) -> zeros.clone(), wanted.names());
        }
        if (wanted.type() instanceof MemoryType type) {
            return type.shared() ? SharedMemory.create(store.engine(), type) : Memory.create(store, type);
        }
        if (wanted.type() instanceof TableType type) {
            zero(type.element(), wanted);
            return Table.create(store, type, null);
        }
        if (wanted.type() instanceof GlobalType type) {
            return Global.create(store, type, zero(type.content(), wanted));
        }
        return Tag.create(store, (TagType) wanted.type());
    }

    private static Object[] zeros(List<ValType> types, ImportType wanted) {
        Object[] zeros = new Object[types.size()];
        for (int i = 0; i < zeros.length; i++) {
            zeros[i] = zero(types.get(i), wanted);
        }
        return zeros;
    }

    private static Object zero(ValType type, ImportType wanted) {
        if (type instanceof NumType number) {
            return switch (number) {
                case I32 -> 0;
                case I64 -> 0L;
                case F32 -> 0f;
                case F64 -> 0d;
            };
        }
        if (type instanceof RefType reference) {
            if (!reference.nullable()) {
                throw new IllegalArgumentException("import " + wanted.names()
                        + ": expected types with a default value, found " + type);
            }
            return null;
        }
        return new V128(0, 0);
    }
}
