package org.granary.compile.ir;

import java.util.List;
import java.util.stream.Collectors;

/** Prints functions for tests and debugging: a statement a line, nested lists indented. */
public final class IrPrinter implements StmtVisitor {
    private final StringBuilder out = new StringBuilder();
    private int depth;

    private IrPrinter() {
    }

    /**
     * The text of a function.
     *
     * @param function the function
     * @return lines, each ended
     */
    public static String print(IrFunction function) {
        IrPrinter printer = new IrPrinter();
        printer.line("func " + function.index() + " " + function.type() + " locals " + function.locals().stream()
                .map(kind -> "" + kind.letter()).collect(Collectors.joining()));
        printer.list(function.body());
        return printer.out.toString();
    }

    /**
     * The text of a list.
     *
     * @param body the statements
     * @return lines, each ended
     */
    public static String print(List<Stmt> body) {
        IrPrinter printer = new IrPrinter();
        printer.list(body);
        return printer.out.toString();
    }

    /**
     * The text of an expression.
     *
     * @param e the expression
     * @return one line, not ended
     */
    public static String print(Expr e) {
        StringBuilder text = new StringBuilder();
        new Trees(text).tree(e);
        return text.toString();
    }

    private void line(String text) {
        out.append("  ".repeat(depth)).append(text).append('\n');
    }

    private void list(List<Stmt> body) {
        depth++;
        body.forEach(s -> s.accept(this));
        depth--;
    }

    private static String trees(List<Expr> list) {
        return list.stream().map(IrPrinter::print).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String print(Callee callee) {
        if (callee instanceof Callee.Direct direct) {
            return "f" + direct.function();
        }
        if (callee instanceof Callee.Indirect indirect) {
            return "t" + indirect.table() + "[" + print(indirect.index()) + "] as " + indirect.type();
        }
        Callee.Reference reference = (Callee.Reference) callee;
        return print(reference.reference()) + " as " + reference.type();
    }

    private static String locals(List<Integer> locals) {
        return locals.stream().map(local -> local < 0 ? "_" : "$" + local).collect(Collectors.joining(", "));
    }

    @Override
    public void setLocal(Stmt.SetLocal s) {
        line("$" + s.local() + " = " + print(s.value()));
    }

    @Override
    public void effect(Stmt.Effect s) {
        line("effect " + print(s.value()));
    }

    @Override
    public void store(Stmt.Store s) {
        line(s.op() + " m" + s.memory() + "[" + print(s.address()) + " + " + Long.toUnsignedString(s.displacement()) + "] = "
                + print(s.value()));
    }

    @Override
    public void setGlobal(Stmt.SetGlobal s) {
        line("g" + s.global() + " = " + print(s.value()));
    }

    @Override
    public void setTable(Stmt.SetTable s) {
        line("t" + s.table() + "[" + print(s.index()) + "] = " + print(s.value()));
    }

    @Override
    public void routine(Stmt.Routine s) {
        line((s.result() < 0 ? "" : "$" + s.result() + " = ") + s.op() + " " + s.first() + " " + s.second() + " " + trees(s.arguments()));
    }

    @Override
    public void composite(Stmt.Composite s) {
        line((s.result() < 0 ? "" : "$" + s.result() + " = ") + s.op() + " " + s.type() + (s.second() < 0 ? "" : " " + s.second()) + " "
                + trees(s.operands()));
    }

    @Override
    public void pack(Parcel.Pack s) {
        line("$" + s.object() + "." + s.first() + " = " + (s.first() == 0 ? "new " : "") + CallShape.text(s.kinds()) + " "
                + trees(s.values()));
    }

    @Override
    public void unpack(Parcel.Unpack s) {
        line(locals(s.results()) + " = $" + s.object() + "." + s.first());
    }

    @Override
    public void choose(Caught.Choose s) {
        line("$" + s.choice() + " = which of tags " + s.tags() + " has $" + s.exception());
    }

    @Override
    public void open(Caught.Open s) {
        line("$" + s.object() + " = values of $" + s.exception());
    }

    @Override
    public void call(Stmt.Call s) {
        line((s.results().isEmpty() ? "" : locals(s.results()) + " = ") + "call " + print(s.callee()) + " " + trees(s.arguments()));
    }

    @Override
    public void tailCall(Control.TailCall s) {
        line("return_call " + print(s.callee()) + " " + trees(s.arguments()));
    }

    @Override
    public void mark(Control.Mark s) {
        line(s.label() + ":");
    }

    @Override
    public void branch(Control.Branch s) {
        line("br " + s.label());
    }

    @Override
    public void branchIf(Control.BranchIf s) {
        line("br " + s.label() + " if " + print(s.condition()));
    }

    @Override
    public void switchTo(Control.Switch s) {
        line("switch " + print(s.index()) + " " + s.labels() + " else " + s.otherwise());
    }

    @Override
    public void returns(Control.Return s) {
        line("return " + trees(s.values()));
    }

    @Override
    public void raise(Control.Raise s) {
        line("trap " + s.code().phrase());
    }

    @Override
    public void throwNew(Control.Throw s) {
        line("throw tag" + s.tag() + " " + trees(s.values()));
    }

    @Override
    public void throwReference(Control.ThrowRef s) {
        line("throw " + print(s.reference()));
    }

    @Override
    public void loop(Control.Loop s) {
        line("loop " + s.head() + ":");
        list(s.body());
    }

    @Override
    public void choice(Control.If s) {
        line("if " + print(s.condition()));
        list(s.then());
        if (!s.otherwise().isEmpty()) {
            line("else");
            list(s.otherwise());
        }
    }

    @Override
    public void attempt(Control.Try s) {
        line("try");
        list(s.body());
        for (Handler handler : s.handlers()) {
            line((handler.tag() < 0 ? "catch_all" : "catch tag" + handler.tag()) + " (" + locals(handler.values()) + ")"
                    + (handler.reference() < 0 ? "" : " as $" + handler.reference()) + " -> " + handler.target());
        }
    }

    @Override
    public void checkpoint(Toll.Checkpoint s) {
        line(s.fuel() == 0 ? "checkpoint" : "checkpoint " + s.fuel());
    }

    @Override
    public void stop(Toll.Stop s) {
        line("stop");
    }

    @Override
    public void charge(Toll.Charge s) {
        line("charge " + s.fuel());
    }

    @Override
    public void spend(Toll.Spend s) {
        line("spend " + print(s.count()) + " * " + s.width());
    }

    @Override
    public void callPart(Stmt.CallPart s) {
        line("$" + s.code() + " = part " + s.part() + " ($" + s.code() + ")");
    }

    @Override
    public void exit(Control.Exit s) {
        line(s.code() == null ? "exit" : "exit " + print(s.code()));
    }

    private static final class Trees implements Expr.Visitor {
        private final StringBuilder out;

        Trees(StringBuilder out) {
            this.out = out;
        }

        void tree(Expr e) {
            e.accept(this);
        }

        private void list(String head, List<Expr> operands) {
            out.append(head).append('(');
            for (int i = 0; i < operands.size(); i++) {
                out.append(i == 0 ? "" : ", ");
                tree(operands.get(i));
            }
            out.append(')');
        }

        @Override
        public void constant(Expr.Const e) {
            out.append(switch (e.kind()) {
                case I32 -> Integer.toString((int) e.bits());
                case I64 -> e.bits() + "L";
                case F32 -> "f32:" + Integer.toHexString((int) e.bits());
                case F64 -> "f64:" + Long.toHexString(e.bits());
                default -> "v128:" + Long.toHexString(e.high()) + ":" + Long.toHexString(e.bits());
            });
        }

        @Override
        public void localGet(Expr.LocalGet e) {
            out.append('$').append(e.local());
        }

        @Override
        public void apply(Expr.Apply e) {
            list(e.op().text(), e.operands());
        }

        @Override
        public void load(Expr.Load e) {
            out.append(e.op()).append(" m").append(e.memory()).append('[');
            tree(e.address());
            out.append(" + ").append(Long.toUnsignedString(e.offset())).append(']');
        }

        @Override
        public void globalGet(Expr.GlobalGet e) {
            out.append('g').append(e.global());
        }

        @Override
        public void tableGet(Expr.TableGet e) {
            out.append('t').append(e.table()).append('[');
            tree(e.index());
            out.append(']');
        }

        @Override
        public void tableSize(Expr.TableSize e) {
            out.append("size t").append(e.table());
        }

        @Override
        public void memorySize(Expr.MemorySize e) {
            out.append("size m").append(e.memory());
        }

        @Override
        public void refNull(Expr.RefNull e) {
            out.append("null");
        }

        @Override
        public void refFunc(Expr.RefFunc e) {
            out.append("ref f").append(e.function());
        }

        @Override
        public void refIsNull(Expr.RefIsNull e) {
            list("is_null", e.operands());
        }

        @Override
        public void member(Expr.Member e) {
            list(e.op() + " " + e.type() + (e.field() < 0 ? "" : " " + e.field()), e.operands());
        }

        @Override
        public void typeTest(Expr.TypeTest e) {
            list("is " + e.type(), e.operands());
        }

        @Override
        public void typeCast(Expr.TypeCast e) {
            list("as " + e.type(), e.operands());
        }

        @Override
        public void select(Expr.Select e) {
            list("select", e.operands());
        }

        @Override
        public void lookup(Expr.Lookup e) {
            StringBuilder numbers = new StringBuilder();
            e.table().chars().forEach(c -> numbers.append(numbers.length() == 0 ? "" : " ").append(c));
            list("lookup [" + numbers + "]", e.operands());
        }

        @Override
        public void fuelShort(Expr.FuelShort e) {
            out.append("fuel < owed + ").append(e.round()).append(" .. ").append(e.strip());
        }

        @Override
        public void join(Expr.Join e) {
            list("join", e.operands());
        }
    }
}
