package org.granary.engine.impl;

import org.granary.engine.Failure;
import org.granary.engine.LinkException;
import org.granary.type.DefType;
import org.granary.type.GlobalType;
import org.granary.type.ImportType;
import org.granary.type.Limits;
import org.granary.type.MemoryType;
import org.granary.type.TableType;
import org.granary.type.TagType;
import org.granary.vm.FuncRef;
import org.granary.vm.GlobalCell;
import org.granary.vm.LinearMemory;
import org.granary.vm.Table;
import org.granary.vm.Tag;

/**
 * Checks one import against what was given for it.
 *
 * <p>Source: WebAssembly core specification, section 3.3.16 (external types) with the present sizes of memories and tables as section 4.7.2
 * asks for.
 *
 * @param wanted what the module asks for
 * @param given  what it gets
 */
record ImportMatcher(ImportType wanted, Object given) {
    FuncRef function(DefType type) {
        if (given instanceof FuncRef function && (function.type == type || function.type.isSubtypeOf(type))) {
            return function;
        }
        throw mismatch();
    }

    Table table(TableType type) {
        if (given instanceof Table table && table.type.address() == type.address() && table.type.element().equals(type.element())
                && type.limits().accept(table.size(), table.type.limits().max())) {
            return table;
        }
        throw mismatch();
    }

    LinearMemory memory(MemoryType type) {
        if (given instanceof LinearMemory memory && memory.type.address() == type.address() && memory.type.shared() == type.shared()
                && memory.type.pageBits() == type.pageBits() && type.limits().accept(memory.pages(), memory.type.limits().max())) {
            return memory;
        }
        throw mismatch();
    }

    GlobalCell global(GlobalType type) {
        if (given instanceof GlobalCell cell && matches(cell.type, type)) {
            return cell;
        }
        throw mismatch();
    }

    Tag tag(DefType type) {
        if (given instanceof Tag tag && tag.type == type) {
            return tag;
        }
        throw mismatch();
    }

    /** What can be set has to be of one type for both sides; what is only read may be of a narrower one. */
    private static boolean matches(GlobalType found, GlobalType type) {
        return found.mutable() == type.mutable()
                && (type.mutable() ? found.content().equals(type.content()) : found.content().isSubtypeOf(type.content()));
    }

    private LinkException mismatch() {
        return new LinkException(Failure.INCOMPATIBLE_IMPORT, wanted.module(), wanted.name(), wanted.type(), found());
    }

    private Object found() {
        if (given instanceof FuncRef function) {
            return function.type.func();
        }
        if (given instanceof Table table) {
            return new TableType(table.type.element(), new Limits(table.size(), table.type.limits().max()), table.type.address());
        }
        if (given instanceof LinearMemory memory) {
            return new MemoryType(new Limits(memory.pages(), memory.type.limits().max()), memory.type.address(), memory.type.shared(),
                    memory.type.pageBits());
        }
        if (given instanceof Tag tag) {
            return new TagType(tag.type.func());
        }
        return given instanceof GlobalCell cell ? cell.type : String.valueOf(given);
    }
}
