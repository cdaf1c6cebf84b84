package org.granary.compile.define;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.granary.compile.ir.CallShape;

/**
 * Shapes in their order, neighbours together in groups: what leads to functions of a group's shapes stands in one class. Depends on the
 * shapes and their weights alone. Immutable.
 */
final class ShapeGroups {
    private final List<CallShape> shapes;
    private final int[] starts;
    private final Map<CallShape, Integer> groups = new HashMap<>();

    /**
     * Makes groups, at least one.
     *
     * @param all        the shapes; the same shape may come more than once
     * @param functions  the functions of shapes; what a shape weighs
     * @param mostWeight how many functions a group has at most, unless it has one shape only
     * @param mostShapes how many shapes a group has at most
     */
    ShapeGroups(Collection<CallShape> all, Map<CallShape, int[]> functions, int mostWeight, int mostShapes) {
        TreeMap<String, CallShape> ordered = new TreeMap<>();
        for (CallShape shape : all) {
            ordered.put(shape.suffix(), shape);
        }
        shapes = List.copyOf(ordered.values());
        int[] begins = new int[shapes.size() + 1];
        int last = 0;
        long weighs = 0;
        for (int i = 0; i < shapes.size(); i++) {
            int[] led = functions.get(shapes.get(i));
            int more = led == null ? 0 : led.length;
            if (i > begins[last] && (weighs + more > mostWeight || i - begins[last] == mostShapes)) {
                begins[++last] = i;
                weighs = 0;
            }
            weighs += more;
            groups.put(shapes.get(i), last);
        }
        starts = Arrays.copyOf(begins, last + 1);
    }

    /** All of them, in an order that depends on the shapes alone. */
    List<CallShape> shapes() {
        return shapes;
    }

    /** How many groups there are. */
    int count() {
        return starts.length;
    }

    /** The shapes of a group. */
    List<CallShape> group(int number) {
        return shapes.subList(starts[number], number + 1 == starts.length ? shapes.size() : starts[number + 1]);
    }

    /** The group of a shape. */
    int of(CallShape shape) {
        return groups.get(shape);
    }
}
