package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.granary.binary.ModuleDecoder;
import org.granary.engine.ArtefactTrust;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.engine.WasmModule;
import org.granary.op.BlockType;
import org.granary.op.CatchClause;
import org.granary.op.CoreOp;
import org.granary.op.OpWriter;
import org.granary.op.SimdOp;
import org.granary.testing.ModuleBuilder;
import org.granary.type.AbstractHeapType;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.RefType;
import org.granary.type.TableType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.granary.validate.ModuleValidator;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.UnlimitedStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand values of all types as parameters, results and what an exception carries: no method is longer than the JIT compiler takes,
 * and what is compiled does what is interpreted does.
 */
class ManyValuesTest {
    private static final FuncType ONE = FuncType.taking(ValType.I32).returning(ValType.I64);
    private static final List<ValType> CYCLE = List.of(ValType.I32, ValType.I64, ValType.F32, ValType.F64, ValType.V128, RefType.FUNCREF,
            RefType.EXTERNREF, ValType.I32);
    private static final int MANY = 125 * CYCLE.size();
    private static final EngineConfig USUAL = EngineConfig.builder().build();
    private static final EngineConfig TINY = EngineConfig.builder().splitting(300, 150).build();
    private static final EngineConfig INTERPRETED = EngineConfig.builder().interpreter(true).build();
    private static final EngineConfig METERED = EngineConfig.builder().consumeFuel(true).epochInterruption(true).build();

    private final ModuleBuilder module = new ModuleBuilder();
    private final List<ValType> types = new ArrayList<>();
    private final int type;

    ManyValuesTest() {
        for (int i = 0; i < MANY; i++) {
            types.add(CYCLE.get(i % CYCLE.size()));
        }
        type = module.type(types, types);
    }

    private static void constant(OpWriter w, int value) {
        w.number(CoreOp.I32_CONST, value);
    }

    private static void get(OpWriter w, int local) {
        w.local(CoreOp.LOCAL_GET, local);
    }

    /** Makes a value of a type of an i32 on the stack. */
    private static void made(OpWriter w, ValType of, int number) {
        if (of == ValType.I64 || of == ValType.V128) {
            w.plain(CoreOp.I64_EXTEND_I32_S);
            if (of == ValType.V128) {
                w.plain(SimdOp.I64X2_SPLAT);
                w.vector(SimdOp.V128_CONST, number, -number);
                w.plain(SimdOp.I64X2_ADD);
            }
        } else if (of == ValType.F32) {
            w.plain(CoreOp.F32_CONVERT_I32_S);
        } else if (of == ValType.F64) {
            w.plain(CoreOp.F64_CONVERT_I32_S);
        } else if (of instanceof RefType ref) {
            w.plain(CoreOp.DROP);
            if (ref.equals(RefType.EXTERNREF) || number % 2 == 0) {
                w.heap(CoreOp.REF_NULL, ref.heap());
            } else {
                w.function(CoreOp.REF_FUNC, 0);
            }
        }
    }

    /** Takes the value on top into an i64 local. */
    private static void fold(OpWriter w, ValType of, int local) {
        if (of == ValType.I32) {
            w.plain(CoreOp.I64_EXTEND_I32_S);
        } else if (of == ValType.F32) {
            w.plain(CoreOp.I32_REINTERPRET_F32);
            w.plain(CoreOp.I64_EXTEND_I32_S);
        } else if (of == ValType.F64) {
            w.plain(CoreOp.I64_REINTERPRET_F64);
        } else if (of == ValType.V128) {
            w.lane(SimdOp.I64X2_EXTRACT_LANE, 1);
        } else if (of instanceof RefType) {
            w.plain(CoreOp.REF_IS_NULL);
            w.plain(CoreOp.I64_EXTEND_I32_S);
        }
        get(w, local);
        w.number(CoreOp.I64_CONST, 31);
        w.plain(CoreOp.I64_MUL);
        w.plain(CoreOp.I64_ADD);
        w.local(CoreOp.LOCAL_SET, local);
    }

    private void arguments(OpWriter w) {
        for (int i = 0; i < MANY; i++) {
            get(w, 0);
            constant(w, i * 77);
            w.plain(CoreOp.I32_ADD);
            made(w, types.get(i), i);
        }
    }

    private void results(OpWriter w, int local) {
        for (int i = MANY - 1; i >= 0; i--) {
            fold(w, types.get(i), local);
        }
    }

    /** The parameters, each in the place of the one of its type before it; the numbers of i32 one less. */
    private void turned(OpWriter w) {
        for (int i = 0; i < MANY; i++) {
            get(w, (i + CYCLE.size()) % MANY);
            if (types.get(i) == ValType.I32) {
                constant(w, 1);
                w.plain(CoreOp.I32_SUB);
            }
        }
    }

    private int callee() {
        return module.func(type, List.of(), this::turned);
    }

    /** {@code run(n)} does it n times, with the argument n, n - 1, …, 1; local 1 gathers. */
    private byte[] loop(Consumer<OpWriter> round) {
        int run = module.func(module.type(ONE), List.of(ValType.I64), w -> {
            w.block(CoreOp.LOOP, BlockType.EMPTY);
            round.accept(w);
            get(w, 0);
            constant(w, 1);
            w.plain(CoreOp.I32_SUB);
            w.local(CoreOp.LOCAL_TEE, 0);
            w.branch(CoreOp.BR_IF, 0);
            w.end();
            get(w, 1);
        });
        return module.export("run", ExternType.Kind.FUNC, run).export("f0", ExternType.Kind.FUNC, 0).build();
    }

    private static Instance instance(EngineConfig config, byte[] bytes) {
        return ((Instantiable) Engine.create(config).compile(bytes)).instantiate(new UnlimitedStore(), new Object[0]);
    }

    private static Object run(EngineConfig config, byte[] bytes, int argument) {
        return run(instance(config, bytes), argument);
    }

    private static Object run(Instance instance, int argument) {
        return instance.function(instance.module.export("run").orElseThrow().index()).apply(new Object[] {argument})[0];
    }

    private static void check(byte[] bytes, EngineConfig config) {
        DefinedModule defined = new DefinedModule(ModuleValidator.validate(ModuleDecoder.decode(bytes, config), config, new TypeCanon()),
                config, "0123456789abcdef", new Shapes());
        ClassSizes.check(new ClassSource(defined.plan()).all("n"));
    }

    private static void same(byte[] bytes) {
        check(bytes, USUAL);
        check(bytes, METERED);
        Object expected = run(INTERPRETED, bytes, 5);
        assertEquals(expected, run(USUAL, bytes, 5));
        assertEquals(expected, run(TINY, bytes, 5));
    }

    @Test
    void aCallInALoop() {
        int callee = callee();
        byte[] bytes = loop(w -> {
            arguments(w);
            w.function(CoreOp.CALL, callee);
            results(w, 1);
        });
        same(bytes);
        assertEquals(run(INTERPRETED, bytes, 300), run(USUAL, bytes, 300));
    }

    @Test
    void fromAnArtefact(@TempDir Path folder) {
        int callee = callee();
        byte[] bytes = loop(w -> {
            arguments(w);
            w.function(CoreOp.CALL, callee);
            results(w, 1);
        });
        Engine engine = Engine.create(EngineConfig.builder()
                .artefacts(ArtefactTrust.builder().hostKeyFile(folder.resolve("host.key")).build()).build());
        WasmModule loaded = engine.deserialize(engine.precompileModule(bytes));
        assertEquals(run(INTERPRETED, bytes, 3), run(((Instantiable) loaded).instantiate(new UnlimitedStore(), new Object[0]), 3));
    }

    @Test
    void throughATableAndByTailCalls() {
        int callee = callee();
        int table = module.table(TableType.of(ValType.FUNCREF, 2));
        int direct = module.func(type, List.of(), w -> {
            turned(w);
            w.function(CoreOp.RETURN_CALL, callee);
        });
        int indirect = module.func(type, List.of(), w -> {
            turned(w);
            constant(w, 1);
            w.indirect(CoreOp.RETURN_CALL_INDIRECT, type, table);
        });
        module.elements(table, w -> constant(w, 0), indirect, direct);
        same(loop(w -> {
            arguments(w);
            constant(w, 0);
            w.indirect(CoreOp.CALL_INDIRECT, type, table);
            w.function(CoreOp.CALL, callee);
            results(w, 1);
        }));
    }

    /** A call of the function within itself, between its own values; its way back is one of two returns. */
    @Test
    void aFunctionThatCallsItself() {
        int self = module.func(type, types, w -> {
            get(w, 0);
            constant(w, 0);
            w.plain(CoreOp.I32_LE_S);
            w.block(CoreOp.IF, BlockType.EMPTY);
            turned(w);
            w.plain(CoreOp.RETURN);
            w.end();
            for (int i = 0; i < MANY; i++) {
                get(w, i);
                if (types.get(i) == ValType.I32) {
                    constant(w, 1);
                    w.plain(CoreOp.I32_SUB);
                }
            }
            w.function(CoreOp.CALL, 0);
            for (int i = MANY - 1; i >= 0; i--) {
                w.local(CoreOp.LOCAL_SET, MANY + i);
            }
            for (int i = 0; i < MANY; i++) {
                get(w, MANY + i);
                if (types.get(i) == ValType.I64) {
                    get(w, i);
                    w.plain(CoreOp.I64_XOR);
                }
            }
        });
        assertEquals(0, self);
        same(loop(w -> {
            arguments(w);
            w.function(CoreOp.CALL, self);
            results(w, 1);
        }));
    }

    @Test
    void whatAnExceptionCarries() {
        int tag = module.tag(module.type(types, List.of()));
        int block = module.type(List.of(), types);
        int throwing = module.func(module.type(types, List.of()), List.of(), w -> {
            turned(w);
            w.tag(CoreOp.THROW, tag);
        });
        same(loop(w -> {
            w.block(CoreOp.BLOCK, BlockType.of(block));
            w.tryTable(CoreOp.TRY_TABLE, BlockType.EMPTY, List.of(new CatchClause(tag, false, 0)));
            arguments(w);
            w.function(CoreOp.CALL, throwing);
            w.end();
            w.plain(CoreOp.UNREACHABLE);
            w.end();
            results(w, 1);
        }));
    }

    /** The first of two arguments that trap decides, and what went before it has been done. */
    @Test
    void argumentsTrapInOrder() {
        List<ValType> all = Collections.nCopies(1_000, ValType.I32);
        int global = module.global(GlobalType.mutable(ValType.I32), w -> constant(w, 0));
        int counts = module.func(FuncType.taking().returning(ValType.I32), w -> {
            w.global(CoreOp.GLOBAL_GET, global);
            constant(w, 1);
            w.plain(CoreOp.I32_ADD);
            w.global(CoreOp.GLOBAL_SET, global);
            w.global(CoreOp.GLOBAL_GET, global);
        });
        int callee = module.func(module.type(all, List.of()), List.of(), w -> {
        });
        byte[] bytes = loop(w -> {
            for (int i = 0; i < all.size(); i++) {
                if (i == 320) {
                    constant(w, 1);
                    get(w, 0);
                    w.plain(CoreOp.I32_DIV_S);
                } else if (i == 310) {
                    w.function(CoreOp.CALL, counts);
                } else if (i == 730) {
                    w.heap(CoreOp.REF_NULL, AbstractHeapType.FUNC);
                    w.plain(CoreOp.REF_AS_NON_NULL);
                    w.plain(CoreOp.REF_IS_NULL);
                } else {
                    get(w, 0);
                }
            }
            w.function(CoreOp.CALL, callee);
        });
        check(bytes, USUAL);
        for (EngineConfig config : List.of(INTERPRETED, USUAL, TINY)) {
            Instance instance = instance(config, bytes);
            assertEquals(TrapCode.INTEGER_DIVIDE_BY_ZERO, assertThrows(Trap.class, () -> run(instance, 0)).code());
            assertEquals(TrapCode.NULL_REFERENCE, assertThrows(Trap.class, () -> run(instance, 1)).code());
            assertEquals(3, instance.function(counts).apply(new Object[0])[0]);
        }
    }
}
