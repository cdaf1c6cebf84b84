package org.granary.engine.impl;

import java.util.List;
import java.util.OptionalLong;
import org.granary.module.ParsedModule.Export;
import org.granary.type.AbstractHeapType;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.MemoryType;
import org.granary.type.RefType;
import org.granary.type.ValType;
import org.granary.validate.ValidModule;

/**
 * Modules whose values mean to the JVM all that they mean to WebAssembly: the JVM's verifier then holds for strange code what validation
 * holds for a module. Where types say more than JVM types do (references that are not null, structures, constants that others see), code
 * of unknown origin could break that for another instance. Stateless.
 */
final class PlainTypes {
    private PlainTypes() {
    }

    /** Whether there is nothing else in a module. */
    static boolean only(ValidModule module) {
        for (int i = 0; i < module.typeCount(); i++) {
            if (!(module.type(i).definition().content() instanceof FuncType func) || !plain(func.params()) || !plain(func.results())) {
                return false;
            }
        }
        if (module.tagCount() > 0 || module.importedTables() > 0) {
            return false;
        }
        for (int i = 0; i < module.memoryCount(); i++) {
            if (movable(module.memory(i))) {
                return false;
            }
        }
        for (int i = 0; i < module.tableCount(); i++) {
            if (!functions(module.table(i).element())) {
                return false;
            }
        }
        for (int i = 0; i < module.globalCount(); i++) {
            if (module.global(i).content() instanceof RefType held && !functions(held)) {
                return false;
            }
        }
        for (int i = 0; i < module.importedGlobals(); i++) {
            if (!harmless(module.global(i))) {
                return false;
            }
        }
        for (Export export : module.parsed().exports()) {
            ExternType.Kind kind = ExternType.Kind.values()[export.kind()];
            if (kind == ExternType.Kind.TABLE || kind == ExternType.Kind.GLOBAL && !harmless(module.global(export.index()))) {
                return false;
            }
        }
        return true;
    }

    /** To the JVM all other references are objects of any kind: what large arrays somebody keeps in their places nobody counts. */
    private static boolean functions(RefType type) {
        return type.heap().top() == AbstractHeapType.FUNC;
    }

    /** Each growth may leave an array behind: how many of them somebody keeps nobody counts. */
    private static boolean movable(MemoryType type) {
        OptionalLong most = type.limits().max();
        return !type.shared() && (most.isEmpty() || most.getAsLong() != type.limits().min());
    }

    private static boolean harmless(GlobalType type) {
        return type.mutable() && !(type.content() instanceof RefType);
    }

    /** Numbers only: a function that comes from somebody else could be called with arguments of any type that is none to the JVM. */
    private static boolean plain(List<ValType> types) {
        return types.stream().noneMatch(RefType.class::isInstance);
    }
}
