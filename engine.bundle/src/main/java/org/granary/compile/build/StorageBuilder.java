package org.granary.compile.build;

import java.util.ArrayList;
import java.util.List;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Stmt;
import org.granary.op.CoreOp;
import org.granary.op.MemArg;
import org.granary.op.MiscOp;
import org.granary.op.Op;
import org.granary.type.NumType;
import org.granary.type.ValType;
import org.granary.validate.ValidModule;

/** Instructions on globals, tables, memories and segments: reads become trees, everything else statements. Confined to one thread. */
final class StorageBuilder {
    private final ValidModule module;
    private final Operands operands;

    StorageBuilder(ValidModule module, Operands operands) {
        this.module = module;
        this.operands = operands;
    }

    /** {@code global.get} and {@code global.set}. */
    void global(Op op, int index) {
        if (op == CoreOp.GLOBAL_GET) {
            Expr get = new Expr.GlobalGet(index, Kind.of(module.global(index).content()));
            operands.push(Operand.leaf(get, module.global(index).mutable() ? Effects.GLOBAL : 0));
            return;
        }
        Operand value = operands.pop();
        operands.settle(Effects.GLOBAL | Effects.TRAP);
        operands.emit(new Stmt.SetGlobal(operands.offset(), index, value.expr()));
    }

    /** An instruction on one table. */
    void table(Op op, int table) {
        Kind element = Kind.of(module.table(table).element());
        Kind address = Kind.of(module.table(table).address());
        if (op == CoreOp.TABLE_GET) {
            List<Operand> taken = operands.take(1);
            operands.combine(taken, Effects.TABLE | Effects.TRAP, new Expr.TableGet(table, element, taken.get(0).expr()));
        } else if (op == MiscOp.TABLE_SIZE) {
            operands.push(Operand.leaf(new Expr.TableSize(table, address), Effects.TABLE));
        } else if (op == CoreOp.TABLE_SET) {
            List<Expr> taken = take(2);
            operands.settle(Effects.TABLE | Effects.TRAP);
            operands.emit(new Stmt.SetTable(operands.offset(), table, taken.get(0), taken.get(1)));
        } else if (op == MiscOp.TABLE_GROW) {
            routine(op, table, 0, take(2), address);
        } else {
            routine(op, table, 0, 3);
        }
    }

    /** An instruction on one memory. */
    void memory(Op op, int memory) {
        Kind address = Kind.of(module.memory(memory).address());
        if (op == CoreOp.MEMORY_SIZE) {
            operands.push(Operand.leaf(new Expr.MemorySize(memory, address), Effects.SIZE));
        } else if (op == CoreOp.MEMORY_GROW) {
            routine(op, memory, 0, take(1), address);
        } else {
            routine(op, memory, 0, 3);
        }
    }

    /** A load or a store of a number. */
    void access(Op op, MemArg arg) {
        List<ValType> results = op.signature().get().results();
        if (!results.isEmpty()) {
            Kind kind = Kind.of(results.get(0));
            List<Operand> address = operands.take(1);
            Expr load = new Expr.Load(op, kind, arg.memory(), arg.offset(), address.get(0).expr());
            operands.combine(address, Effects.MEMORY | Effects.TRAP, load);
            return;
        }
        if (module.memory(arg.memory()).address() == NumType.I64 && (operands.top(0).effects() & Effects.TRAP) != 0) {
            // such an address is checked before the value is there
            operands.settleLast();
        }
        List<Expr> taken = take(2);
        operands.settle(Effects.MEMORY | Effects.TRAP);
        operands.emit(new Stmt.Store(operands.offset(), op, arg.memory(), arg.offset(), taken.get(0), taken.get(1)));
    }

    /** An atomic access: a routine, whose second argument is the static offset. */
    void atomic(Op op, MemArg arg) {
        List<Expr> arguments = new ArrayList<>(take(op.signature().get().params().size()));
        arguments.add(1, new Expr.Const(Kind.I64, arg.offset(), 0));
        List<ValType> results = op.signature().get().results();
        routine(op, arg.memory(), 0, arguments, results.isEmpty() ? null : Kind.of(results.get(0)));
    }

    /**
     * An instruction without a result that a routine carries out.
     *
     * @param op     the row
     * @param first  as {@link Stmt.Routine#first} says
     * @param second as {@link Stmt.Routine#second} says
     * @param many   how many operands it has
     */
    void routine(Op op, int first, int second, int many) {
        routine(op, first, second, take(many), null);
    }

    private List<Expr> take(int many) {
        return Operand.exprs(operands.take(many));
    }

    private void routine(Op op, int first, int second, List<Expr> arguments, Kind result) {
        operands.settle(Effects.ALL | Effects.TRAP);
        int local = result == null ? -1 : operands.temporary(result);
        operands.emit(new Stmt.Routine(operands.offset(), op, first, second, arguments, local));
        if (local >= 0) {
            operands.pushLocal(local);
        }
    }
}
