package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.granary.binary.ModuleDecoder;
import org.granary.compile.ir.CallShape;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.op.CoreOp;
import org.granary.testing.ModuleBuilder;
import org.granary.type.FuncType;
import org.granary.type.TableType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.granary.validate.ModuleValidator;
import org.granary.validate.ValidModule;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.UnlimitedStore;
import org.junit.jupiter.api.Test;

/** What leads to functions from outside and by tables, where the shapes are so many that they stand in several classes. */
class WaysTest {
    private static final int SHAPES = 60;
    private static final int EACH = 5;
    private static final int FUNCTIONS = SHAPES * EACH;

    private static FuncType taking(int parameters) {
        return FuncType.of(Collections.nCopies(parameters, ValType.I32), List.of(ValType.I32));
    }

    /**
     * The number of a function is its result; after {@code FUNCTIONS} ones a caller of each by the table, then one that ends in a call of
     * each.
     */
    private static byte[] module(int shapes) {
        int functions = shapes * EACH;
        ModuleBuilder module = new ModuleBuilder();
        for (int i = 0; i < functions; i++) {
            int number = i;
            module.func(taking(i / EACH), w -> w.number(CoreOp.I32_CONST, number));
        }
        int table = module.table(TableType.of(ValType.FUNCREF, 3 * functions));
        for (boolean tail : new boolean[] {false, true}) {
            for (int i = 0; i < functions; i++) {
                int number = i;
                int type = module.type(taking(i / EACH));
                module.func(type, List.of(), w -> {
                    for (int k = 0; k < number / EACH; k++) {
                        w.local(CoreOp.LOCAL_GET, k);
                    }
                    w.number(CoreOp.I32_CONST, number);
                    w.indirect(tail ? CoreOp.RETURN_CALL_INDIRECT : CoreOp.CALL_INDIRECT, type, table);
                });
            }
        }
        module.elements(table, w -> w.number(CoreOp.I32_CONST, 0), IntStream.range(0, 3 * functions).toArray());
        return module.build();
    }

    private static ModulePlan plan(byte[] module) {
        EngineConfig config = EngineConfig.builder().build();
        ValidModule valid = ModuleValidator.validate(ModuleDecoder.decode(module, config), config, new TypeCanon());
        return new ModulePlan(valid, Bodies.of(valid, config), config, "0123456789abcdef".repeat(4));
    }

    @Test
    void everyFunctionIsReachedFromOutsideAndByTheTable() {
        Instance instance = ((Instantiable) Engine.create().compile(module(SHAPES))).instantiate(new UnlimitedStore(), new Object[0]);
        for (int i = 0; i < 3 * FUNCTIONS; i++) {
            int number = i % FUNCTIONS;
            Object[] arguments = new Object[number / EACH];
            Arrays.fill(arguments, 7);
            assertEquals(number, instance.function(i).apply(arguments)[0], "function " + i);
        }
    }

    @Test
    void aSmallModuleHasNoClassForThem() {
        ModulePlan small = plan(module(2));
        assertFalse(small.hasWays());
        assertEquals(1, small.stubs().count());
        assertTrue(plan(module(SHAPES)).hasWays());
    }

    @Test
    void groupsAreNeighboursAndNotTooLarge() {
        List<CallShape> shapes = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            shapes.add(CallShape.of(taking(i)));
        }
        Collections.reverse(shapes);
        Map<CallShape, int[]> functions = new HashMap<>();
        shapes.forEach(shape -> functions.put(shape, new int[shape.params().size() == 7 ? 100 : 3]));
        ShapeGroups groups = new ShapeGroups(shapes, functions, 20, 4);
        List<CallShape> all = new ArrayList<>();
        for (int number = 0; number < groups.count(); number++) {
            List<CallShape> group = groups.group(number);
            assertTrue(group.size() >= 1 && group.size() <= 4, "group " + group);
            assertTrue(group.size() == 1 || !group.contains(CallShape.of(taking(7))), "what is too heavy stands alone");
            for (CallShape shape : group) {
                assertEquals(number, groups.of(shape));
            }
            all.addAll(group);
        }
        assertEquals(groups.shapes(), all);
        assertEquals(40, all.size());
        assertEquals(all.stream().map(CallShape::suffix).sorted().toList(), all.stream().map(CallShape::suffix).toList());
        assertEquals(1, new ShapeGroups(List.of(), Map.of(), 20, 4).count());
    }
}
