package org.granary.compile.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.IrFunction;
import org.granary.compile.ir.Label;
import org.granary.compile.ir.Stmt;
import org.granary.op.CoreOp;

/**
 * Runs functions of i32 alone, cut or not, and keeps what they do to globals as a trace. It is as strict as the JVM's verifier: in a cut
 * function a local that is neither framed nor zeroed is lost at every mark and loop head, and reading a lost local fails.
 */
final class Machine {
    /** The trace is full; makes endless loops comparable. */
    private static final class Full extends RuntimeException {
        private static final long serialVersionUID = 1;

        Full() {
            super("full", null, false, false);
        }
    }

    private record Step(Stmt stmt, int jump) {
    }

    private record Flat(List<Step> steps, Map<Label, Integer> places) {
    }

    private final SplitFunction cut;
    private final Map<Integer, Flat> flats = new HashMap<>();
    private final List<Integer> trace = new ArrayList<>();
    private final int limit;
    private Integer[] frame;
    private int steps;

    private Machine(SplitFunction cut, int limit) {
        this.cut = cut;
        this.limit = limit;
    }

    /** The trace of a function as it is: one part in which every local is zeroed. */
    static List<Integer> whole(IrFunction function, int limit, int... arguments) {
        BitSet all = new BitSet();
        all.set(function.params(), function.locals().size());
        return cut(new SplitFunction(function, -1, -1, 0, List.of(new Part(0, function.body(), false, false, new BitSet(), all))), limit,
                arguments);
    }

    /** The trace of a function in parts; ends with its result. */
    static List<Integer> cut(SplitFunction function, int limit, int... arguments) {
        Machine machine = new Machine(function, limit);
        machine.frame = new Integer[function.function().locals().size()];
        Arrays.fill(machine.frame, 0);
        for (int i = 0; i < arguments.length; i++) {
            machine.frame[i] = arguments[i];
        }
        try {
            machine.trace.add(machine.run(function.parts().get(0), 0, arguments));
        } catch (Full e) {
            machine.trace.add(-1);
        }
        return machine.trace;
    }

    private int run(Part part, int code, int[] arguments) {
        Integer[] locals = new Integer[frame.length];
        part.zeroed().stream().forEach(local -> locals[local] = 0);
        BitSet kept = (BitSet) part.zeroed().clone();
        for (int i = 0; i < arguments.length; i++) {
            int local = part.detached() == null ? i : part.detached().params().get(i);
            locals[local] = arguments[i];
            kept.set(local);
        }
        if (part.takesCode()) {
            locals[cut.code()] = code;
            kept.set(cut.code());
        }
        Flat flat = flats.computeIfAbsent(part.number(), n -> flatten(part.body()));
        int at = 0;
        while (true) {
            Step step = flat.steps.get(at++);
            if (++steps > 100_000) {
                throw new Full();
            }
            Stmt s = step.stmt;
            Label target = null;
            if (s == null) {
                at = step.jump;
            } else if (s instanceof Stmt.SetLocal set) {
                set(part, locals, set.local(), eval(part, locals, set.value()));
            } else if (s instanceof Stmt.SetGlobal set) {
                trace.add(eval(part, locals, set.value()));
                if (trace.size() >= limit) {
                    throw new Full();
                }
            } else if (s instanceof Stmt.Effect effect) {
                eval(part, locals, effect.value());
            } else if (s instanceof Control.Mark || s instanceof Control.Loop) {
                for (int i = 0; i < locals.length; i++) {
                    if (!kept.get(i)) {
                        locals[i] = null;
                    }
                }
            } else if (s instanceof Control.If choice) {
                at = eval(part, locals, choice.condition()) != 0 ? at : step.jump;
            } else if (s instanceof Control.Branch branch) {
                target = branch.label();
            } else if (s instanceof Control.BranchIf branch) {
                target = eval(part, locals, branch.condition()) != 0 ? branch.label() : null;
            } else if (s instanceof Control.Switch big) {
                int index = eval(part, locals, big.index());
                target = index >= 0 && index < big.labels().size() ? big.labels().get(index) : big.otherwise();
            } else if (s instanceof Control.Return returned) {
                return eval(part, locals, returned.values().get(0));
            } else if (s instanceof Control.Exit exit) {
                if (part.detached() == null && part.givesCode() != (exit.code() != null)) {
                    throw new AssertionError("exit of part " + part.number());
                }
                return exit.code() == null ? 0 : eval(part, locals, exit.code());
            } else if (s instanceof Stmt.CallPart call) {
                Part inner = cut.parts().get(call.part());
                if (inner.detached() != null) {
                    int result = run(inner, 0, call.params().stream().mapToInt(local -> get(part, locals, local)).toArray());
                    if (call.code() >= 0) {
                        set(part, locals, call.code(), result);
                    }
                    continue;
                }
                int given = run(inner, inner.takesCode() ? get(part, locals, call.code()) : 0, new int[0]);
                if (inner.givesCode()) {
                    set(part, locals, call.code(), given);
                }
            } else {
                throw new AssertionError("not run: " + s);
            }
            if (target != null) {
                Integer place = flat.places.get(target);
                if (place == null) {
                    throw new AssertionError("part " + part.number() + " has no " + target);
                }
                at = place;
            }
        }
    }

    private int get(Part part, Integer[] locals, int local) {
        Integer value = part.framed().get(local) ? frame[local] : locals[local];
        if (value == null) {
            throw new AssertionError("part " + part.number() + " reads the lost local " + local + "\n" + cut);
        }
        return value;
    }

    private void set(Part part, Integer[] locals, int local, int value) {
        if (part.framed().get(local)) {
            frame[local] = value;
        } else {
            locals[local] = value;
        }
    }

    private int eval(Part part, Integer[] locals, Expr e) {
        if (e instanceof Expr.Const constant) {
            return (int) constant.bits();
        }
        if (e instanceof Expr.LocalGet get) {
            return get(part, locals, get.local());
        }
        if (e instanceof Expr.Lookup lookup) {
            return lookup.table().charAt(eval(part, locals, lookup.index()));
        }
        Expr.Apply apply = (Expr.Apply) e;
        int left = eval(part, locals, apply.operands().get(0));
        if (apply.op() == CoreOp.I32_EQZ) {
            return left == 0 ? 1 : 0;
        }
        int right = eval(part, locals, apply.operands().get(1));
        return switch ((CoreOp) apply.op()) {
            case I32_ADD -> left + right;
            case I32_SUB -> left - right;
            case I32_MUL -> left * right;
            case I32_XOR -> left ^ right;
            case I32_AND -> left & right;
            case I32_OR -> left | right;
            case I32_SHL -> left << right;
            case I32_EQ -> left == right ? 1 : 0;
            case I32_LT_S -> left < right ? 1 : 0;
            case I32_GE_S -> left >= right ? 1 : 0;
            case I32_GE_U -> Integer.compareUnsigned(left, right) >= 0 ? 1 : 0;
            default -> throw new AssertionError("not evaluated: " + apply.op());
        };
    }

    private static Flat flatten(List<Stmt> body) {
        Flat flat = new Flat(new ArrayList<>(), new HashMap<>());
        flatten(body, flat);
        return flat;
    }

    private static void flatten(List<Stmt> body, Flat flat) {
        for (Stmt s : body) {
            if (s instanceof Control.Mark mark) {
                place(mark.label(), s, flat);
            } else if (s instanceof Control.Loop loop) {
                place(loop.head(), s, flat);
                flatten(loop.body(), flat);
            } else if (s instanceof Control.If choice) {
                int at = flat.steps.size();
                flat.steps.add(null);
                flatten(choice.then(), flat);
                int end = flat.steps.size();
                flat.steps.add(null);
                flat.steps.set(at, new Step(s, end + 1));
                flatten(choice.otherwise(), flat);
                flat.steps.set(end, new Step(null, flat.steps.size()));
            } else {
                flat.steps.add(new Step(s, 0));
            }
        }
    }

    private static void place(Label label, Stmt s, Flat flat) {
        if (flat.places.put(label, flat.steps.size()) != null) {
            throw new AssertionError("twice: " + label);
        }
        flat.steps.add(new Step(s, 0));
    }
}
