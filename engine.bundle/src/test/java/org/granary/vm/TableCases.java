package org.granary.vm;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.granary.engine.TrapCode;
import org.granary.type.DefType;
import org.granary.type.PackedType;

/** The routines on tables and their segments. */
final class TableCases {
    private static final int ALL = BrinkSurroundings.ELEMENTS - 1;

    private final Brink brink;
    private final BrinkSurroundings surroundings;
    private final Instance instance;
    private final Table table;
    /** Values that need no new object where the stack ends. */
    private final Integer[] numbers = new Integer[101];

    TableCases(Brink brink, BrinkSurroundings surroundings) {
        this.brink = brink;
        this.surroundings = surroundings;
        this.instance = surroundings.instance;
        this.table = instance.tables[0];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i;
        }
        table.fill(0, numbers[0], BrinkSurroundings.ELEMENTS);
    }

    private long at(int place) {
        return (Integer) table.get(place == 0 ? 1 : place == 1 ? ALL / 2 : ALL);
    }

    private void segment(long value) {
        Arrays.fill(instance.elements[0], numbers[(int) value]);
    }

    void add() {
        brink.whole("Routines.tableFill(ILILI)", value -> Routines.tableFill(1, numbers[(int) value], ALL, instance, 0), this::at);
        brink.whole("Routines.tableFill(JLJLI)", value -> Routines.tableFill(1L, numbers[(int) value], ALL, instance, 0), this::at);
        brink.whole("Routines.tableInit(IIILII)", this::segment, value -> Routines.tableInit(1, 0, ALL, instance, 0, 0), this::at);
        brink.whole("Routines.tableInit(JIILII)", this::segment, value -> Routines.tableInit(1L, 0, ALL, instance, 0, 0), this::at);
        // to the next element
        brink.whole("Routines.tableCopy(IIILII)", value -> table.fill(0, numbers[(int) value], ALL),
                value -> Routines.tableCopy(1, 0, ALL, instance, 0, 0), place -> place == 2 ? at(2) : (Integer) table.get(ALL));
        brink.whole("Routines.tableCopy(JJJLII)", value -> table.fill(0, numbers[(int) value], ALL),
                value -> Routines.tableCopy(1L, 0L, ALL, instance, 0, 0), place -> place == 2 ? at(2) : (Integer) table.get(ALL));
        brink.counted("Routines.tableGrow(LILI)", () -> Routines.tableGrow(numbers[1], 1, instance, 0), table::size, 1);
        brink.counted("Routines.tableGrow(LJLI)", () -> Routines.tableGrow(numbers[1], 1L, instance, 0), table::size, 1);
        brink.pure("Routines.elemDrop(LI)", () -> {
            Routines.elemDrop(instance, 1);
            return instance.elements[1].length;
        }, 0);
        brink.traps("Routines.tableFill(ILILI)", TrapCode.TABLE_OUT_OF_BOUNDS, () -> Routines.tableFill(-1, null, 1, instance, 0));
        brink.whole("Table.set(IL)", value -> table.set(1, numbers[(int) value]), place -> (Integer) table.get(1));
        brink.pure("Table.get(I)", () -> (Integer) table.get(0) & 0, 0);
        brink.counted("Table.size()", table::size, table::size, 0);
        brink.pure("Table.index(J)", () -> Table.index(1L << 31), -1);
        brink.traps("Table.get(I)", TrapCode.TABLE_OUT_OF_BOUNDS, () -> table.get(-1));
        promised();
    }

    /** A table's promises, an instance's functions and who is called are one object each. */
    private void promised() {
        Table functions = instance.tables[1];
        int half = BrinkSurroundings.FUNCTIONS / 2;
        functions.promise(0, instance, IntStream.range(0, half).toArray(), index -> surroundings.nothing);
        DefType another = surroundings.arrayType(PackedType.I8);
        int[] next = {-1};
        FuncRef[] met = {null};
        brink.whole("Table.callee(IL)", value -> next[0]++, value -> met[0] = functions.callee(next[0], surroundings.nothing),
                place -> known(met[0], next[0]));
        brink.whole("Table.get(I)", value -> next[0]++, value -> met[0] = (FuncRef) functions.get(next[0]),
                place -> known(met[0], next[0]));
        int[] own = {half - 1};
        brink.whole("Instance.function(I)", value -> own[0]++, value -> met[0] = instance.function(own[0]),
                place -> known(met[0], own[0]));
        brink.traps("Table.callee(IL)", TrapCode.UNINITIALIZED_ELEMENT, () -> functions.callee(half, surroundings.nothing));
        brink.traps("Table.callee(IL)", TrapCode.INDIRECT_CALL_TYPE_MISMATCH,
                () -> functions.callee(0, another));
        brink.pure("Table.called(IL)", () -> functions.called(half - 2, surroundings.nothing).index, half - 2);
        brink.traps("Table.called(IL)", TrapCode.UNINITIALIZED_ELEMENT, () -> functions.called(half, surroundings.nothing));
        brink.traps("Table.called(IL)", TrapCode.INDIRECT_CALL_TYPE_MISMATCH, () -> functions.called(0, another));
        brink.traps("Table.called(IL)", TrapCode.TABLE_OUT_OF_BOUNDS, () -> functions.called(-1, surroundings.nothing));
        brink.pure("Instance.tag(I)", () -> instance.tag(1) == instance.tags[1] ? 1 : 0, 1);
    }

    /** The index of what was met if it is the one that everybody else meets. */
    private long known(FuncRef met, int index) {
        if (met != null && met.index == index && met != instance.function(index)) {
            throw new AssertionError("another function than before");
        }
        return met == null ? -1 : met.index;
    }
}
