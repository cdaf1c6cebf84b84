package org.granary.compile.emit;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Label;
import org.granary.compile.ir.Stmt;

/** What a part uses, found before it is written: memories to keep at hand, labels that anything branches to. */
final class Uses {
    private final BitSet memories = new BitSet();
    private final BitSet labels = new BitSet();

    Uses(List<Stmt> body) {
        Deque<List<Stmt>> open = new ArrayDeque<>();
        open.push(body);
        while (!open.isEmpty()) {
            for (Stmt s : open.pop()) {
                for (Label label : s.targets()) {
                    labels.set(label.id());
                }
                for (List<Stmt> inner : s.bodies()) {
                    open.push(inner);
                }
                for (Expr operand : s.operands()) {
                    visit(operand);
                }
                if (s instanceof Stmt.Store store) {
                    memories.set(store.memory());
                }
            }
        }
    }

    private void visit(Expr e) {
        if (e instanceof Expr.Load load) {
            memories.set(load.memory());
        }
        for (Expr operand : e.operands()) {
            visit(operand);
        }
    }

    BitSet memories() {
        return memories;
    }

    boolean targets(Label label) {
        return labels.get(label.id());
    }
}
