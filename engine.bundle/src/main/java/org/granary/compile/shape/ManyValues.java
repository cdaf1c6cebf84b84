package org.granary.compile.shape;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Callee;
import org.granary.compile.ir.Caught;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Handler;
import org.granary.compile.ir.IrFunction;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Label;
import org.granary.compile.ir.Parcel;
import org.granary.compile.ir.Stmt;
import org.granary.op.CatchClause;

/**
 * Takes statements of very many values apart before a function is cut, since a statement is never cut: the shape object in which the
 * values travel is filled and emptied in groups, each a statement. Values are still evaluated in the same order. One local holds the
 * object in turn: no other such statement stands between an object's first group and its last. {@code try} statements of many handlers
 * become one handler and a switch, which is cut like any other. Confined to one function.
 */
final class ManyValues {
    /** The most values that one statement moves. */
    static final int GROUP = 100;

    private final List<Kind> locals;
    private final int object;
    /** What a handler of all has caught, and which handler takes it. */
    private final int exception;
    private final int choice;
    private final int longest;
    private final boolean takesParams;
    private final boolean gathersResults;
    private final List<Kind> results;
    private int labels;
    private int largest;
    private boolean changed;
    private final IrFunction function;

    private ManyValues(IrFunction given, int longest) {
        this.longest = longest;
        CallShape own = CallShape.of(given.type().func());
        locals = new ArrayList<>(given.locals());
        object = locals.size();
        locals.add(Kind.ANY);
        exception = locals.size();
        locals.add(Kind.EXN);
        choice = locals.size();
        locals.add(Kind.I32);
        labels = given.labels();
        results = own.results();
        takesParams = own.packsParams() && own.params().size() > GROUP;
        gathersResults = results.size() > GROUP;
        List<Stmt> body = new ArrayList<>();
        if (takesParams) {
            unpack(0, own.params(), IntStream.range(0, own.params().size()).boxed().toList(), body);
        }
        body.addAll(list(given.body()));
        function = changed ? given.with(locals, labels, body, given.depth()) : given;
    }

    /**
     * Takes the statements of a function apart.
     *
     * @param function a function that is too long for one method
     * @param longest  estimated bytes of the longest {@code try} statement that stays as it is
     * @return what has become of it
     */
    static ManyValues of(IrFunction function, int longest) {
        return new ManyValues(function, longest);
    }

    /** The function; the same one where it has no such statement. */
    IrFunction function() {
        return function;
    }

    /** The local that takes the object in which the parameters come, where the body takes them out; else -1. */
    int packed() {
        return takesParams ? object : -1;
    }

    /** The bytes of the largest object that is filled or emptied in groups; 0 where there is none. */
    int largest() {
        return largest;
    }

    /** Whether what the function returns is the object of its results. */
    boolean gathersResults() {
        return gathersResults;
    }

    private List<Stmt> list(List<Stmt> list) {
        List<Stmt> out = new ArrayList<>(list.size());
        for (Stmt s : list) {
            if (s instanceof Stmt.Call call) {
                call(call, out);
            } else if (s instanceof Control.TailCall tail) {
                out.add(isLong(tail.callee(), tail.arguments())
                        ? new Control.TailCall(s.offset(), tail.callee(), packed(s.offset(), params(tail.callee()), tail.arguments(), out))
                        : s);
            } else if (s instanceof Control.Return returned && gathersResults) {
                out.add(new Control.Return(s.offset(), packed(s.offset(), results, returned.values(), out)));
            } else if (s instanceof Control.Throw thrown && thrown.values().size() > GROUP) {
                List<Kind> kinds = thrown.values().stream().map(Expr::kind).toList();
                out.add(new Control.Throw(s.offset(), thrown.tag(), packed(s.offset(), kinds, thrown.values(), out)));
            } else if (s instanceof Control.Loop loop) {
                out.add(new Control.Loop(s.offset(), loop.head(), list(loop.body())));
            } else if (s instanceof Control.If choice) {
                out.add(new Control.If(s.offset(), choice.condition(), list(choice.then()), list(choice.otherwise())));
            } else if (s instanceof Control.Try attempt) {
                attempt(attempt, out);
            } else {
                out.add(s);
            }
        }
        return out;
    }

    private static List<Kind> params(Callee callee) {
        return CallShape.kinds(callee.type().func().params());
    }

    private static boolean isLong(Callee callee, List<Expr> arguments) {
        return arguments.size() > GROUP && CallShape.of(callee.type().func()).packsParams();
    }

    private void call(Stmt.Call s, List<Stmt> out) {
        boolean gives = s.results().size() > GROUP;
        List<Expr> arguments = isLong(s.callee(), s.arguments())
                ? packed(s.offset(), params(s.callee()), s.arguments(), out)
                : s.arguments();
        out.add(new Stmt.Call(s.offset(), s.callee(), arguments, gives ? List.of(object) : s.results()));
        if (gives) {
            unpack(s.offset(), CallShape.kinds(s.callee().type().func().results()), s.results(), out);
        }
    }

    /** Fills the object; gives what stands for the values. */
    private List<Expr> packed(int offset, List<Kind> kinds, List<Expr> values, List<Stmt> out) {
        changed = true;
        largest = Math.max(largest, CallShape.bytes(kinds));
        for (int first = 0; first < values.size(); first += GROUP) {
            out.add(new Parcel.Pack(offset, object, kinds, first, values.subList(first, Math.min(values.size(), first + GROUP))));
        }
        return List.of(new Expr.LocalGet(object, Kind.ANY));
    }

    private void unpack(int offset, List<Kind> kinds, List<Integer> into, List<Stmt> out) {
        changed = true;
        largest = Math.max(largest, CallShape.bytes(kinds));
        for (int first = 0; first < into.size(); first += GROUP) {
            out.add(new Parcel.Unpack(offset, object, kinds, first, into.subList(first, Math.min(into.size(), first + GROUP))));
        }
    }

    /**
     * Where handlers are many, or move many values, one of all keeps the exception, and the choice among them stands behind the statement.
     */
    private void attempt(Control.Try s, List<Stmt> out) {
        List<Stmt> body = list(s.body());
        if (Sizes.of(s) <= longest || s.handlers().stream().anyMatch(handler -> handler.values().contains(-1))) {
            out.add(new Control.Try(s.offset(), body, s.handlers()));
            return;
        }
        changed = true;
        int offset = s.offset();
        Label caught = newLabel();
        Label end = newLabel();
        out.add(new Control.Try(offset, body, List.of(new Handler(CatchClause.ALL, List.of(), exception, caught))));
        out.add(new Control.Branch(offset, end));
        out.add(new Control.Mark(offset, caught));
        choose(s, out);
        out.add(new Control.Mark(offset, end));
    }

    private void choose(Control.Try s, List<Stmt> out) {
        int offset = s.offset();
        List<Stmt> ways = new ArrayList<>();
        Map<List<Object>, Label> known = new HashMap<>();
        List<Integer> tags = new ArrayList<>();
        List<Label> targets = new ArrayList<>();
        Label otherwise = null;
        for (Handler handler : s.handlers()) {
            Label way = way(offset, handler, known, ways);
            if (handler.tag() == CatchClause.ALL) {
                otherwise = way;
                break;
            }
            tags.add(handler.tag());
            targets.add(way);
        }
        if (otherwise == null) {
            otherwise = newLabel();
            ways.add(new Control.Mark(offset, otherwise));
            ways.add(new Control.ThrowRef(offset, new Expr.LocalGet(exception, Kind.EXN)));
        }
        out.add(new Caught.Choose(offset, exception, tags, choice));
        out.add(new Control.Switch(offset, new Expr.LocalGet(choice, Kind.I32), targets, otherwise));
        out.addAll(ways);
    }

    /** Where a handler begins: at its label, or where it takes the values first, once for all that leave the same in the same locals. */
    private Label way(int offset, Handler handler, Map<List<Object>, Label> known, List<Stmt> ways) {
        if (handler.values().isEmpty() && handler.reference() < 0) {
            return handler.target();
        }
        List<Object> alike = List.of(handler.values(), handler.reference(), handler.target());
        Label before = known.get(alike);
        if (before != null) {
            return before;
        }
        Label way = newLabel();
        known.put(alike, way);
        ways.add(new Control.Mark(offset, way));
        if (!handler.values().isEmpty()) {
            ways.add(new Caught.Open(offset, exception, object));
            unpack(offset, handler.values().stream().map(locals::get).toList(), handler.values(), ways);
        }
        if (handler.reference() >= 0) {
            ways.add(new Stmt.SetLocal(offset, handler.reference(), new Expr.LocalGet(exception, Kind.EXN)));
        }
        ways.add(new Control.Branch(offset, handler.target()));
        return way;
    }

    private Label newLabel() {
        return new Label(labels++, false);
    }
}
