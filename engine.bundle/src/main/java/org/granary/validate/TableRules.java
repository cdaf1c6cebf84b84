package org.granary.validate;

import java.util.List;
import org.granary.op.CoreOp;
import org.granary.op.MiscOp;
import org.granary.op.Op;
import org.granary.type.NumType;
import org.granary.type.TableType;
import org.granary.type.ValType;

/**
 * The rules of instructions on tables and element segments. Confined to one thread.
 *
 * <p>Source: WebAssembly core specification, section 3.4.4 (table instructions).
 */
final class TableRules {
    private final Spaces spaces;
    private final Place place;
    private final Stacks stacks;

    TableRules(Spaces spaces, Place place, Stacks stacks) {
        this.spaces = spaces;
        this.place = place;
        this.stacks = stacks;
    }

    /** An instruction on one table. */
    void apply(Op op, int index) {
        TableType table = spaces.table(index, place);
        ValType element = table.element();
        ValType address = table.address();
        if (op == CoreOp.TABLE_GET) {
            stacks.apply(List.of(address), List.of(element));
        } else if (op == CoreOp.TABLE_SET) {
            stacks.apply(List.of(address, element), List.of());
        } else if (op == MiscOp.TABLE_SIZE) {
            stacks.push(address);
        } else if (op == MiscOp.TABLE_GROW) {
            stacks.apply(List.of(element, address), List.of(address));
        } else {
            stacks.apply(List.of(address, element, address), List.of());
        }
    }

    /** {@code table.copy}. */
    void copy(int targetIndex, int sourceIndex) {
        TableType target = spaces.table(targetIndex, place);
        TableType source = spaces.table(sourceIndex, place);
        stacks.match(source.element(), target.element());
        NumType length = Spaces.narrower(target.address(), source.address());
        stacks.apply(List.of(target.address(), source.address(), length), List.of());
    }

    /** {@code table.init} and {@code elem.drop}. */
    void segment(Op op, int segment, int tableIndex) {
        if (op == MiscOp.ELEM_DROP) {
            spaces.element(segment, place);
            return;
        }
        TableType table = spaces.table(tableIndex, place);
        stacks.match(spaces.element(segment, place), table.element());
        stacks.apply(List.of(table.address(), NumType.I32, NumType.I32), List.of());
    }
}
