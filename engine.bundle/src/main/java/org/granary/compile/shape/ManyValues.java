package org.granary.compile.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Callee;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Handler;
import org.granary.compile.ir.IrFunction;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Label;
import org.granary.compile.ir.Parcel;
import org.granary.compile.ir.Stmt;

/**
 * Takes statements of very many values apart before a function is cut, since a statement is never cut: the shape object in which the
 * values travel is filled and emptied in groups, each a statement. Values are still evaluated in the same order. One local holds the
 * object in turn: no other such statement stands between an object's first group and its last. Confined to one function.
 */
final class ManyValues {
    /** The most values that one statement moves. */
    static final int GROUP = 100;

    private final List<Kind> locals;
    private final int object;
    private final boolean takesParams;
    private final boolean gathersResults;
    private final List<Kind> results;
    private int labels;
    private boolean changed;
    private final IrFunction function;

    private ManyValues(IrFunction given) {
        CallShape own = CallShape.of(given.type().func());
        locals = new ArrayList<>(given.locals());
        object = locals.size();
        locals.add(Kind.ANY);
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
     * @return what has become of it
     */
    static ManyValues of(IrFunction function) {
        return new ManyValues(function);
    }

    /** The function; the same one where it has no such statement. */
    IrFunction function() {
        return function;
    }

    /** The local that takes the object in which the parameters come, where the body takes them out; else -1. */
    int packed() {
        return takesParams ? object : -1;
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
        for (int first = 0; first < values.size(); first += GROUP) {
            out.add(new Parcel.Pack(offset, object, kinds, first, values.subList(first, Math.min(values.size(), first + GROUP))));
        }
        return List.of(new Expr.LocalGet(object, Kind.ANY));
    }

    private void unpack(int offset, List<Kind> kinds, List<Integer> into, List<Stmt> out) {
        changed = true;
        for (int first = 0; first < into.size(); first += GROUP) {
            out.add(new Parcel.Unpack(offset, object, kinds, first, into.subList(first, Math.min(into.size(), first + GROUP))));
        }
    }

    /** Handlers keep the object; its values are taken out behind the statement, on the way to where the handler leads. */
    private void attempt(Control.Try s, List<Stmt> out) {
        List<Handler> handlers = new ArrayList<>();
        List<Stmt> after = new ArrayList<>();
        for (Handler handler : s.handlers()) {
            if (handler.values().size() <= GROUP || handler.values().contains(-1)) {
                handlers.add(handler);
                continue;
            }
            Label way = new Label(labels++, false);
            handlers.add(new Handler(handler.tag(), List.of(object), handler.reference(), way));
            after.add(new Control.Mark(s.offset(), way));
            unpack(s.offset(), handler.values().stream().map(locals::get).toList(), handler.values(), after);
            after.add(new Control.Branch(s.offset(), handler.target()));
        }
        out.add(new Control.Try(s.offset(), list(s.body()), handlers));
        if (!after.isEmpty()) {
            Label end = new Label(labels++, false);
            out.add(new Control.Branch(s.offset(), end));
            out.addAll(after);
            out.add(new Control.Mark(s.offset(), end));
        }
    }
}
