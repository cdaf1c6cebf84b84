package org.granary.vm.op.simd;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Those exported functions of a script's module that are one expression of vector instructions, constants and parameters; evaluates them.
 */
final class ScriptFunctions {
    private record Body(List<String> params, List<Object> expression) {
    }

    private final SimdCalls calls;
    private final Set<SimdMethod> exercised;
    private final Map<String, Body> bodies = new HashMap<>();

    ScriptFunctions(List<Object> module, SimdCalls calls, Set<SimdMethod> exercised) {
        this.calls = calls;
        this.exercised = exercised;
        for (Object field : module) {
            if (Sexpr.headed(field, "func")) {
                read(Sexpr.list(field));
            }
        }
    }

    private void read(List<Object> function) {
        String name = null;
        List<String> params = new ArrayList<>();
        List<Object> rest = new ArrayList<>();
        for (Object part : function.subList(1, function.size())) {
            if (Sexpr.headed(part, "export")) {
                name = (String) Sexpr.list(part).get(1);
            } else if (Sexpr.headed(part, "param")) {
                List<Object> types = Sexpr.list(part);
                boolean named = types.get(1).toString().startsWith("$");
                types.subList(1, named ? 2 : types.size()).forEach(type -> params.add((String) type));
            } else if (!Sexpr.headed(part, "result")) {
                rest.add(part);
            }
        }
        if (name != null && rest.size() == 1 && rest.get(0) instanceof List<?> && known(Sexpr.list(rest.get(0)))) {
            bodies.put(name, new Body(params, Sexpr.list(rest.get(0))));
        }
    }

    private static boolean known(List<Object> expression) {
        String head = expression.isEmpty() ? "" : expression.get(0).toString();
        if (head.equals("local.get") || Literals.isConstant(expression)) {
            return true;
        }
        Optional<SimdMethod> row = SimdCalls.named(head);
        return row.isPresent() && row.get().form().hasMethods()
                && expression.stream().allMatch(part -> part instanceof String || known(Sexpr.list(part)));
    }

    /** Calls an export; empty when it is none of those that can be evaluated here. */
    Optional<Object> invoke(String name, List<Object> arguments) {
        return Optional.ofNullable(bodies.get(name)).map(body -> value(body, body.expression, arguments));
    }

    private Object value(Body body, List<Object> expression, List<Object> arguments) {
        String head = (String) expression.get(0);
        if (head.equals("local.get")) {
            String local = (String) expression.get(1);
            return arguments.get(local.startsWith("$") ? body.params.indexOf(local) : Integer.parseInt(local));
        }
        if (Literals.isConstant(expression)) {
            return Literals.value(expression);
        }
        SimdMethod row = SimdCalls.named(head).orElseThrow();
        List<Object> operands = new ArrayList<>();
        List<Integer> lanes = new ArrayList<>();
        for (Object part : expression.subList(1, expression.size())) {
            if (part instanceof String lane) {
                lanes.add((int) Literals.integer(lane));
            } else {
                operands.add(value(body, Sexpr.list(part), arguments));
            }
        }
        exercised.add(row);
        return calls.call(row, operands, lanes.stream().mapToInt(Integer::intValue).toArray());
    }
}
