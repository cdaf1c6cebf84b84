package org.granary.interpret;

import org.granary.op.CoreOp;
import org.granary.op.MiscOp;
import org.granary.op.Op;
import org.granary.type.NumType;
import org.granary.vm.Routines;
import org.granary.vm.Table;

/** Instructions on whole memories, tables and segments as steps. Addresses, indices and lengths are taken as unsigned 64 bits. */
final class Bulk {
    private Bulk() {
    }

    /** {@code memory.size}, {@code memory.grow} and {@code memory.fill}. */
    static Step memory(Op op, int memory, NumType address) {
        if (op == CoreOp.MEMORY_SIZE) {
            return at -> at.push(BoxedValues.ofBits(address, at.instance.memories[memory].pages()));
        }
        if (op == CoreOp.MEMORY_GROW) {
            return at -> at.push(BoxedValues.ofBits(address, Routines.memoryGrow(at.popAddress(), at.instance, memory)));
        }
        return at -> {
            long length = at.popAddress();
            int value = at.popInt();
            Routines.memoryFill(at.popAddress(), value, length, at.instance, memory);
        };
    }

    /** {@code memory.copy}. */
    static Step copy(int target, int source) {
        return at -> {
            long length = at.popAddress();
            long from = at.popAddress();
            Routines.memoryCopy(at.popAddress(), from, length, at.instance, target, source);
        };
    }

    /** {@code memory.init} and {@code data.drop}. */
    static Step data(Op op, int segment, int memory) {
        if (op == MiscOp.DATA_DROP) {
            return at -> Routines.dataDrop(at.instance, segment);
        }
        return at -> {
            int length = at.popInt();
            int from = at.popInt();
            Routines.memoryInit(at.popAddress(), from, length, at.instance, segment, memory);
        };
    }

    /** {@code table.get}, {@code table.set}, {@code table.size}, {@code table.grow} and {@code table.fill}. */
    static Step table(Op op, int table, NumType address) {
        if (op == CoreOp.TABLE_GET) {
            return at -> at.push(at.instance.tables[table].get(Table.index(at.popAddress())));
        }
        if (op == CoreOp.TABLE_SET) {
            return at -> {
                Object value = at.pop();
                at.instance.tables[table].set(Table.index(at.popAddress()), value);
            };
        }
        if (op == MiscOp.TABLE_SIZE) {
            return at -> at.push(BoxedValues.ofBits(address, at.instance.tables[table].size()));
        }
        if (op == MiscOp.TABLE_GROW) {
            return at -> {
                long delta = at.popAddress();
                at.push(BoxedValues.ofBits(address, Routines.tableGrow(at.pop(), delta, at.instance, table)));
            };
        }
        return at -> {
            long length = at.popAddress();
            Object value = at.pop();
            Routines.tableFill(at.popAddress(), value, length, at.instance, table);
        };
    }

    /** {@code table.copy}. */
    static Step copyTable(int target, int source) {
        return at -> {
            long length = at.popAddress();
            long from = at.popAddress();
            Routines.tableCopy(at.popAddress(), from, length, at.instance, target, source);
        };
    }

    /** {@code table.init} and {@code elem.drop}. */
    static Step element(Op op, int segment, int table) {
        if (op == MiscOp.ELEM_DROP) {
            return at -> Routines.elemDrop(at.instance, segment);
        }
        return at -> {
            int length = at.popInt();
            int from = at.popInt();
            Routines.tableInit(at.popAddress(), from, length, at.instance, segment, table);
        };
    }
}
