package org.granary.interpret;

import java.util.List;
import org.granary.op.GcOp;
import org.granary.type.DefType;
import org.granary.type.FieldType;
import org.granary.type.StorageType;
import org.granary.vm.GcArray;
import org.granary.vm.GcStruct;
import org.granary.vm.Instance;
import org.granary.vm.References;

/** Instructions on structures and arrays as steps. */
final class AggregateSteps {
    private AggregateSteps() {
    }

    /**
     * An instruction on a structure.
     *
     * @param op    the row
     * @param type  its type
     * @param field the field, or -1
     * @return the step
     */
    static Step structure(GcOp op, DefType type, int field) {
        List<FieldType> fields = type.struct().fields();
        if (op == GcOp.STRUCT_NEW_DEFAULT) {
            return at -> at.push(new PlainStruct(type));
        }
        if (op == GcOp.STRUCT_NEW) {
            return at -> {
                Object[] values = at.pop(fields.size());
                PlainStruct made = new PlainStruct(type);
                for (int i = 0; i < values.length; i++) {
                    made.write(i, values[i]);
                }
                at.push(made);
            };
        }
        if (op == GcOp.STRUCT_SET) {
            return at -> {
                Object value = at.pop();
                ((GcStruct) References.nonNull(at.pop())).write(field, value);
            };
        }
        StorageType storage = fields.get(field).storage();
        return at -> {
            Object value = ((GcStruct) References.nonNull(at.pop())).read(field);
            at.push(op == GcOp.STRUCT_GET_S ? BoxedValues.signExtended(value, storage) : value);
        };
    }

    /**
     * An instruction on an array.
     *
     * @param op     the row
     * @param type   its type
     * @param second the number of operands, the segment, or -1
     * @return the step
     */
    static Step array(GcOp op, DefType type, int second) {
        return switch (op) {
            case ARRAY_NEW, ARRAY_NEW_DEFAULT -> at -> {
                int length = at.popInt();
                GcArray made = GcArray.make(length, at.instance, type);
                if (op == GcOp.ARRAY_NEW) {
                    made.write(0, at.pop(), length, at.instance);
                }
                at.push(made);
            };
            case ARRAY_NEW_FIXED -> at -> at.push(fixed(type, at.pop(second), at.instance));
            case ARRAY_NEW_DATA -> at -> {
                int length = at.popInt();
                at.push(GcArray.newData(at.popInt(), length, at.instance, second, type));
            };
            case ARRAY_NEW_ELEM -> at -> {
                int length = at.popInt();
                at.push(GcArray.newElem(at.popInt(), length, at.instance, second, type));
            };
            case ARRAY_GET, ARRAY_GET_S, ARRAY_GET_U -> at -> {
                int index = at.popInt();
                Object value = ((GcArray) References.nonNull(at.pop())).read(index);
                at.push(op == GcOp.ARRAY_GET_S ? BoxedValues.signExtended(value, type.array().element().storage()) : value);
            };
            case ARRAY_SET -> at -> {
                Object value = at.pop();
                int index = at.popInt();
                ((GcArray) References.nonNull(at.pop())).write(index, value);
            };
            case ARRAY_FILL -> AggregateSteps::fill;
            case ARRAY_COPY -> AggregateSteps::copy;
            case ARRAY_INIT_DATA, ARRAY_INIT_ELEM -> initial(op, second);
            default -> throw new IllegalStateException(op + " is not on arrays");
        };
    }

    private static GcArray fixed(DefType type, Object[] values, Instance instance) {
        GcArray array = GcArray.make(values.length, instance, type);
        for (int i = 0; i < values.length; i++) {
            array.write(i, values[i]);
        }
        return array;
    }

    private static void fill(Activation at) {
        int count = at.popInt();
        Object value = at.pop();
        int from = at.popInt();
        ((GcArray) References.nonNull(at.pop())).write(from, value, count, at.instance);
    }

    private static void copy(Activation at) {
        int count = at.popInt();
        int from = at.popInt();
        Object source = at.pop();
        int to = at.popInt();
        GcArray.copy(at.pop(), to, source, from, count, at.instance);
    }

    private static Step initial(GcOp op, int segment) {
        return at -> {
            int count = at.popInt();
            int from = at.popInt();
            int to = at.popInt();
            Object array = at.pop();
            if (op == GcOp.ARRAY_INIT_DATA) {
                GcArray.initData(array, to, from, count, at.instance, segment);
            } else {
                GcArray.initElem(array, to, from, count, at.instance, segment);
            }
        };
    }
}
