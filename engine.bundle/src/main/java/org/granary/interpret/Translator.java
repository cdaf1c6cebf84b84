package org.granary.interpret;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.op.AtomicOp;
import org.granary.op.BlockType;
import org.granary.op.CatchClause;
import org.granary.op.CoreOp;
import org.granary.op.FuelCosts;
import org.granary.op.GcOp;
import org.granary.op.MemArg;
import org.granary.op.MiscOp;
import org.granary.op.NanResults;
import org.granary.op.Op;
import org.granary.type.ArrayType;
import org.granary.type.DefType;
import org.granary.type.FuncType;
import org.granary.type.HeapType;
import org.granary.type.NumType;
import org.granary.type.RefType;
import org.granary.type.ValType;
import org.granary.validate.BodyWalk;
import org.granary.validate.FuelPlan;
import org.granary.validate.FunctionValidator;
import org.granary.validate.OffsetVisitor;
import org.granary.validate.ValidModule;
import org.granary.vm.Atomics;
import org.granary.vm.ExnRef;
import org.granary.vm.FuncRef;
import org.granary.vm.GcObject;
import org.granary.vm.References;
import org.granary.vm.Table;

/**
 * Turns a body into steps, an instruction each; blocks become labels. Driven through the validator, which knows how high the stack is and
 * what control reaches. Confined to one thread.
 */
final class Translator implements OffsetVisitor {
    /** What costs fuel by size, but for what is done by routines. */
    private static final Set<GcOp> BULK = EnumSet.of(GcOp.ARRAY_NEW, GcOp.ARRAY_NEW_DEFAULT, GcOp.ARRAY_NEW_DATA, GcOp.ARRAY_NEW_ELEM,
            GcOp.ARRAY_FILL, GcOp.ARRAY_COPY, GcOp.ARRAY_INIT_DATA, GcOp.ARRAY_INIT_ELEM);

    /** What makes a structure. Arrays are counted by what makes them. */
    private static final Set<GcOp> MAKING = EnumSet.of(GcOp.STRUCT_NEW, GcOp.STRUCT_NEW_DEFAULT);

    private final ValidModule module;
    private final EngineConfig config;
    private final FunctionValidator validator;
    private final int function;
    private final int start;
    private final List<ValType> locals;
    private final OpenBlocks blocks;
    private final FuelPlan fuel;
    private int deepest;
    /** Whether operands may be vectors. */
    private boolean vectors;
    /** Where the instruction before stands, from the start of the body. */
    private int before;

    private Translator(ValidModule module, int function, EngineConfig config) {
        int own = function - module.importedFunctions();
        this.module = module;
        this.config = config;
        this.function = function;
        this.validator = new FunctionValidator(module, function);
        this.start = module.parsed().bodies().start(own);
        this.locals = module.locals(own);
        this.blocks = new OpenBlocks(locals.size(), module.functionType(function).func().results().size());
        this.fuel = config.consumeFuel() ? FuelPlan.of(module, own, FuelCosts.of(config.fuelCosts())) : FuelPlan.FREE;
    }

    /**
     * Translates a function.
     *
     * @param module   a valid module
     * @param function the index of an own function
     * @param config   the engine's settings
     * @return its steps
     */
    static Body translate(ValidModule module, int function, EngineConfig config) {
        Translator translator = new Translator(module, function, config);
        translator.pay(translator.fuel.entry());
        BodyWalk.walk(translator.validator, translator);
        return translator.body();
    }

    private Body body() {
        int params = module.functionType(function).func().params().size();
        Object[] declared = IntStream.range(params, locals.size()).mapToObj(i -> BoxedValues.zero(locals.get(i))).toArray();
        long held = (long) deepest * BoxedValues.room(vectors ? ValType.V128 : ValType.I64)
                + locals.stream().mapToLong(BoxedValues::room).sum();
        Body.Sizes sizes = new Body.Sizes(locals.size(), declared, locals.size() + deepest, held, blocks.kept());
        return new Body(function, blocks.steps(), blocks.places(), sizes, blocks.regions());
    }

    @Override
    public void at(int offset) {
        deepest = Math.max(deepest, validator.height());
        vectors |= validator.height() > 0 && validator.reachable() && validator.operand(0) == ValType.V128;
        blocks.at(offset - start, validator.height(), validator.reachable());
        long units = fuel.after(before);
        if (units > 0) {
            emit(at -> at.instance.store.settle(units));
        }
        before = offset - start;
    }

    /** At a function's entry; fuel that does not suffice is found out here, at {@link #head} and by {@link #told}. */
    private void pay(long units) {
        if (fuel != FuelPlan.FREE) {
            emit(at -> at.instance.store.spend(units));
        }
        if (config.epochInterruption()) {
            emit(at -> at.instance.store.lookAtEpoch());
        }
    }

    /** A step before which compiled code tells the store what it has spent. */
    private Step told(Step step) {
        return fuel == FuelPlan.FREE ? step : at -> {
            at.instance.store.spend(0);
            step.run(at);
        };
    }

    /** A step whose new structure the store is told of. */
    private static Step counted(Step step, DefType type) {
        int bytes = PlainStruct.bytes(type);
        return at -> {
            step.run(at);
            Object made = at.pop();
            at.push(made);
            GcObject.made(made, at.instance.store, bytes);
        };
    }

    /** A step that pays for the elements that it has gone through, and looks for a stop; their number is its last operand. */
    private Step bySize(Step step, int width) {
        return at -> {
            int count = at.popInt();
            at.push(count);
            step.run(at);
            if (fuel != FuelPlan.FREE) {
                at.instance.store.spend(0);
            }
            at.instance.store.spendElements(count, width);
        };
    }

    private void emit(Step step) {
        blocks.emit(step);
    }

    @Override
    public void plain(Op op) {
        if (Rows.has(op)) {
            emit(computed(op, Rows.step(op)));
        } else if (VectorRows.has(op)) {
            emit(computed(op, VectorRows.step(op)));
        } else if (op == AtomicOp.ATOMIC_FENCE) {
            emit(at -> Atomics.fence());
        } else if (op instanceof CoreOp core) {
            contextual(core);
        } else if (op != GcOp.ANY_CONVERT_EXTERN && op != GcOp.EXTERN_CONVERT_ANY) {
            // those two change nothing: both hierarchies are held alike
            throw new IllegalStateException(op + " has no step");
        }
    }

    private Step computed(Op op, Step step) {
        return config.canonicalizeNans() && NanResults.possible(op) ? NanStep.after(op, step) : step;
    }

    private void contextual(CoreOp op) {
        switch (op) {
            case NOP -> {
                // takes no step
            }
            case UNREACHABLE -> emit(at -> {
                throw new Trap(TrapCode.UNREACHABLE);
            });
            case RETURN -> emit(jump(blocks.function()));
            case DROP -> emit(Activation::pop);
            case SELECT -> emit(Translator::select);
            case REF_IS_NULL -> emit(at -> at.push(at.pop() == null ? 1 : 0));
            case REF_AS_NON_NULL -> emit(at -> at.push(References.nonNull(at.pop())));
            case THROW_REF -> emit(at -> {
                throw ExnRef.thrown(at.pop());
            });
            default -> throw new IllegalStateException(op + " has no step");
        }
    }

    private static void select(Activation at) {
        boolean first = at.popInt() != 0;
        Object second = at.pop();
        if (!first) {
            at.pop();
            at.push(second);
        }
    }

    @Override
    public void types(Op op, List<ValType> types) {
        emit(Translator::select);
    }

    private static Step jump(Label label) {
        return at -> at.jump(label);
    }

    @Override
    public void block(Op op, BlockType written) {
        FuncType type = module.blockType(written);
        int above = type.params().size() + (op == CoreOp.IF ? 1 : 0);
        blocks.open(op, type, locals.size() + validator.height() - above);
        if (op == CoreOp.LOOP) {
            head(blocks.innermost(), fuel.round(before));
        }
    }

    /** The head of a loop: a check point if the loop has rounds at all, which is known when it has been translated. */
    private void head(Label loop, long units) {
        if (config.interruptable()) {
            emit(at -> at.machine.checkpoint());
        }
        if (fuel != FuelPlan.FREE) {
            emit(at -> {
                if (loop.targeted) {
                    at.instance.store.spend(units);
                } else {
                    at.instance.store.settle(units);
                }
            });
        }
        if (config.epochInterruption()) {
            emit(at -> at.instance.store.lookAtEpoch());
        }
    }

    @Override
    public void tryTable(Op op, BlockType written, List<CatchClause> clauses) {
        block(op, written);
        blocks.clauses(clauses);
    }

    @Override
    public void orElse() {
        blocks.orElse();
    }

    @Override
    public void end() {
        blocks.end();
    }

    @Override
    public void handler(Op op, int tag) {
        blocks.handler(tag, tag == CatchClause.ALL ? 0 : carried(tag));
    }

    private int carried(int tag) {
        return module.tag(tag).func().params().size();
    }

    @Override
    public void delegate(Op op, int label) {
        blocks.delegate(label);
    }

    @Override
    public void tag(Op op, int tag) {
        int many = carried(tag);
        emit(at -> {
            throw new ExnRef(at.instance.tags[tag], Exceptions.packed(at.pop(many)));
        });
    }

    @Override
    public void branch(Op op, int label) {
        if (!blocks.live()) {
            return;
        }
        if (op == CoreOp.RETHROW) {
            int place = blocks.caughtAt(label);
            emit(at -> {
                throw at.kept[place];
            });
            return;
        }
        Label to = blocks.label(label);
        switch ((CoreOp) op) {
            case BR -> emit(jump(to));
            case BR_IF -> emit(at -> {
                if (at.popInt() != 0) {
                    at.jump(to);
                }
            });
            case BR_ON_NULL -> emit(at -> {
                Object reference = at.pop();
                if (reference == null) {
                    at.jump(to);
                } else {
                    at.push(reference);
                }
            });
            default -> emit(at -> {
                Object reference = at.pop();
                if (reference != null) {
                    at.push(reference);
                    at.jump(to);
                }
            });
        }
    }

    @Override
    public void branchTable(int[] labels, int defaultLabel) {
        Label[] table = IntStream.of(labels).mapToObj(blocks::label).toArray(Label[]::new);
        Label other = blocks.label(defaultLabel);
        emit(at -> {
            int index = at.popInt();
            at.jump(index >= 0 && index < table.length ? table[index] : other);
        });
    }

    @Override
    public void cast(Op op, int label, RefType from, RefType to) {
        Label target = blocks.label(label);
        RefType type = (RefType) module.resolve(to);
        boolean wanted = op == GcOp.BR_ON_CAST;
        emit(at -> {
            Object reference = at.pop();
            at.push(reference);
            if (Casts.is(reference, type) == wanted) {
                at.jump(target);
            }
        });
    }

    @Override
    public void function(Op op, int index) {
        if (op == CoreOp.REF_FUNC) {
            emit(at -> at.push(at.instance.function(index)));
            return;
        }
        int many = module.functionType(index).func().params().size();
        if (op == CoreOp.CALL) {
            emit(told(at -> at.machine.call(at.instance.function(index), at.pop(many))));
        } else {
            Step step = at -> at.machine.callInstead(at.instance.function(index), at.pop(many));
            // of itself it is a jump back, and its start finds out whether fuel lasts
            emit(index == function ? step : told(step));
        }
    }

    @Override
    public void indirect(Op op, int typeIndex, int table) {
        DefType type = module.type(typeIndex);
        int many = type.func().params().size();
        boolean tail = op == CoreOp.RETURN_CALL_INDIRECT;
        emit(told(at -> {
            FuncRef callee = at.instance.tables[table].callee(Table.index(at.popAddress()), type);
            call(at, callee, many, tail);
        }));
    }

    private static void call(Activation at, FuncRef callee, int many, boolean tail) {
        if (tail) {
            at.machine.callInstead(callee, at.pop(many));
        } else {
            at.machine.call(callee, at.pop(many));
        }
    }

    @Override
    public void composite(Op op, int typeIndex, int second) {
        DefType type = module.type(typeIndex);
        if (op instanceof GcOp gc) {
            boolean array = type.definition().content() instanceof ArrayType;
            Step step = array ? AggregateSteps.array(gc, type, second) : AggregateSteps.structure(gc, type, second);
            step = MAKING.contains(gc) ? counted(step, type) : step;
            emit(BULK.contains(gc) ? bySize(step, type.array().element().bytes()) : step);
            return;
        }
        int many = type.func().params().size();
        boolean tail = op == CoreOp.RETURN_CALL_REF;
        emit(told(at -> call(at, References.nonNull((FuncRef) at.pop()), many, tail)));
    }

    @Override
    public void local(Op op, int local) {
        if (op == CoreOp.LOCAL_GET) {
            emit(at -> at.push(at.slots[local]));
        } else if (op == CoreOp.LOCAL_SET) {
            emit(at -> at.slots[local] = at.pop());
        } else {
            emit(at -> {
                Object value = at.pop();
                at.slots[local] = value;
                at.push(value);
            });
        }
    }

    @Override
    public void global(Op op, int global) {
        if (op == CoreOp.GLOBAL_GET) {
            emit(at -> at.push(BoxedValues.read(at.instance.globals[global])));
        } else {
            emit(at -> BoxedValues.write(at.instance.globals[global], at.pop()));
        }
    }

    @Override
    public void table(Op op, int table) {
        Step step = Bulk.table(op, table, module.table(table).address());
        emit(op == MiscOp.TABLE_GROW || op == MiscOp.TABLE_FILL ? told(step) : step);
    }

    @Override
    public void tables(Op op, int target, int source) {
        emit(told(Bulk.copyTable(target, source)));
    }

    @Override
    public void element(Op op, int segment, int table) {
        emit(told(Bulk.element(op, segment, table)));
    }

    @Override
    public void access(Op op, MemArg arg) {
        emit(op instanceof AtomicOp atomic ? AtomicRows.step(atomic, arg) : Accesses.step(op, arg));
    }

    @Override
    public void laneAccess(Op op, MemArg arg, int lane) {
        emit(Accesses.step(op, arg, lane));
    }

    @Override
    public void memory(Op op, int memory) {
        Step step = Bulk.memory(op, memory, module.memory(memory).address());
        emit(op == CoreOp.MEMORY_SIZE ? step : told(step));
    }

    @Override
    public void memories(Op op, int target, int source) {
        emit(told(Bulk.copy(target, source)));
    }

    @Override
    public void data(Op op, int segment, int memory) {
        emit(told(Bulk.data(op, segment, memory)));
    }

    @Override
    public void number(Op op, long bits) {
        constant(BoxedValues.ofBits((NumType) op.signature().orElseThrow().results().get(0), bits));
    }

    private void constant(Object value) {
        emit(at -> at.push(value));
    }

    @Override
    public void vector(Op op, long low, long high) {
        constant(new long[] {low, high});
    }

    @Override
    public void heap(Op op, HeapType heap) {
        if (op == CoreOp.REF_NULL) {
            emit(at -> at.push((Object) null));
            return;
        }
        boolean nullable = op == GcOp.REF_TEST_NULL || op == GcOp.REF_CAST_NULL;
        RefType type = (RefType) module.resolve(new RefType(nullable, heap));
        if (op == GcOp.REF_TEST || op == GcOp.REF_TEST_NULL) {
            emit(at -> at.push(Casts.is(at.pop(), type) ? 1 : 0));
        } else {
            emit(at -> {
                Object value = at.pop();
                at.push(References.cast(value, Casts.is(value, type)));
            });
        }
    }

    @Override
    public void lane(Op op, int lane) {
        emit(VectorRows.step(op, lane));
    }

    @Override
    public void lanes(Op op, long low, long high) {
        emit(VectorRows.step(op, low, high));
    }
}
