package org.granary.engine.impl;

import java.util.Arrays;
import java.util.List;
import org.granary.module.ParsedModule.Expression;
import org.granary.op.Bystander;
import org.granary.op.CoreOp;
import org.granary.op.GcOp;
import org.granary.op.Op;
import org.granary.op.OpReader;
import org.granary.type.DefType;
import org.granary.type.FieldType;
import org.granary.type.HeapType;
import org.granary.type.NumType;
import org.granary.type.RefType;
import org.granary.type.ValType;
import org.granary.validate.ValidModule;
import org.granary.vm.GcArray;
import org.granary.vm.GcObject;
import org.granary.vm.GcStruct;
import org.granary.vm.GlobalCell;
import org.granary.vm.I31;
import org.granary.vm.Instance;
import org.granary.vm.op.Operators;

/**
 * Evaluates the constant expressions of an instance. Validation has seen to it that only constant instructions come and that their types
 * fit. Confined to one thread.
 *
 * <p>An operand is 64 bits (an i32 sign-extended, floats as their bits), two halves of a v128, or a reference.
 */
final class ConstantEvaluator implements Bystander {
    private final ValidModule module;
    private final Instance instance;
    private long[] numbers = new long[4];
    private long[] highs = new long[4];
    private Object[] references = new Object[4];
    private int size;
    private boolean ended;

    ConstantEvaluator(ValidModule module, Instance instance) {
        this.module = module;
        this.instance = instance;
    }

    /** Evaluates; the result is asked for by {@link #number} or {@link #reference}. */
    ConstantEvaluator run(Expression expression) {
        size = 0;
        ended = false;
        OpReader reader = new OpReader(module.parsed().binary().range(expression.from(), expression.to()),
                module.features());
        while (!ended) {
            reader.next(this);
        }
        return this;
    }

    long number() {
        return numbers[0];
    }

    Object reference() {
        return references[0];
    }

    /** Puts the result into the field of a cell that its type says. */
    void store(GlobalCell cell) {
        ValType type = cell.type.content();
        if (type instanceof RefType) {
            cell.ref = reference();
        } else if (type == NumType.I32) {
            cell.i32 = (int) number();
        } else if (type == NumType.I64) {
            cell.i64 = number();
        } else if (type == NumType.F32) {
            cell.f32 = Float.intBitsToFloat((int) number());
        } else if (type == NumType.F64) {
            cell.f64 = Double.longBitsToDouble(number());
        } else {
            cell.i64 = number();
            cell.high = highs[0];
        }
    }

    private void push(long number, Object reference) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, size * 2);
            highs = Arrays.copyOf(highs, size * 2);
            references = Arrays.copyOf(references, size * 2);
        }
        numbers[size] = number;
        references[size++] = reference;
    }

    @Override
    public void number(Op op, long bits) {
        push(bits, null);
    }

    @Override
    public void plain(Op op) {
        if (op instanceof GcOp) {
            if (op == GcOp.REF_I31) {
                push(0, I31.of((int) numbers[--size]));
            }
            // the conversions between hierarchies change nothing
            return;
        }
        long b = numbers[--size];
        long a = numbers[--size];
        push(switch ((CoreOp) op) {
            case I32_ADD -> Operators.i32_add((int) a, (int) b);
            case I32_SUB -> Operators.i32_sub((int) a, (int) b);
            case I32_MUL -> Operators.i32_mul((int) a, (int) b);
            case I64_ADD -> Operators.i64_add(a, b);
            case I64_SUB -> Operators.i64_sub(a, b);
            case I64_MUL -> Operators.i64_mul(a, b);
            default -> throw new IllegalStateException(op + " in a valid constant expression");
        }, null);
    }

    @Override
    public void global(Op op, int index) {
        GlobalCell cell = instance.globals[index];
        ValType type = cell.type.content();
        if (type == NumType.I32) {
            push(cell.i32, null);
        } else if (type == NumType.F32) {
            push(Float.floatToRawIntBits(cell.f32) & 0xffff_ffffL, null);
        } else if (type == NumType.F64) {
            push(Double.doubleToRawLongBits(cell.f64), null);
        } else {
            push(cell.i64, cell.ref);
            highs[size - 1] = cell.high;
        }
    }

    @Override
    public void composite(Op op, int typeIndex, int second) {
        DefType type = module.type(typeIndex);
        switch ((GcOp) op) {
            case STRUCT_NEW -> push(0, struct(type, true));
            case STRUCT_NEW_DEFAULT -> push(0, struct(type, false));
            case ARRAY_NEW_FIXED -> push(0, array(type, second));
            case ARRAY_NEW_DEFAULT -> push(0, GcArray.make((int) numbers[--size], instance, type));
            default -> {
                GcArray array = GcArray.make((int) numbers[--size], instance, type);
                Object value = take(type.array().element());
                array.write(0, value, array.length, instance);
                push(0, array);
            }
        }
    }

    private GcStruct struct(DefType type, boolean filled) {
        GcStruct struct = instance.structure(type);
        List<FieldType> fields = type.struct().fields();
        GcObject.made(struct, instance.store, struct.bytes());
        for (int i = fields.size() - 1; filled && i >= 0; i--) {
            struct.write(i, take(fields.get(i)));
        }
        return struct;
    }

    private GcArray array(DefType type, int length) {
        GcArray array = GcArray.make(length, instance, type);
        for (int i = length - 1; i >= 0; i--) {
            array.write(i, take(type.array().element()));
        }
        return array;
    }

    /** Takes an operand in its boxed form. */
    private Object take(FieldType field) {
        ValType type = field.storage().unpacked();
        long bits = numbers[--size];
        if (type instanceof RefType) {
            return references[size];
        }
        if (type == NumType.I32) {
            return (int) bits;
        }
        if (type == NumType.I64) {
            return bits;
        }
        if (type == NumType.F32) {
            return Float.intBitsToFloat((int) bits);
        }
        return type == NumType.F64 ? (Object) Double.longBitsToDouble(bits) : new long[] {bits, highs[size]};
    }

    @Override
    public void heap(Op op, HeapType heap) {
        push(0, null);
    }

    @Override
    public void function(Op op, int index) {
        push(0, instance.function(index));
    }

    @Override
    public void end() {
        ended = true;
    }

    @Override
    public void vector(Op op, long low, long highHalf) {
        push(low, null);
        highs[size - 1] = highHalf;
    }
}
