package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.granary.binary.ModuleDecoder;
import org.granary.bytes.ByteWriter;
import org.granary.compile.spi.KeptClasses;
import org.granary.engine.EngineConfig;
import org.granary.engine.ModuleException;
import org.granary.engine.Proposal;
import org.granary.op.BlockType;
import org.granary.op.CatchClause;
import org.granary.op.CoreOp;
import org.granary.op.GcOp;
import org.granary.op.MemArg;
import org.granary.op.OpWriter;
import org.granary.op.SimdOp;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.MemoryType;
import org.granary.type.TableType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.granary.validate.ModuleValidator;
import org.granary.validate.ValidModule;
import org.junit.jupiter.api.Test;

/**
 * Damaged modules with instructions of every kind: what the validator still takes is compiled whole and taken by the JVM's verifier;
 * whatever is refused costs no memory. Seeded, so a failure can be had again.
 */
class MutatedModulesTest {
    private static final int ROUNDS = 1_000;
    private static final long MOST_BYTES = 8 << 20;
    private static final EngineConfig CONFIG = config();

    private static EngineConfig config() {
        EngineConfig.Builder config = EngineConfig.builder().interruptable(true).splitting(300, 150);
        for (Proposal proposal : Proposal.values()) {
            config.proposal(proposal, true);
        }
        return config.build();
    }

    private static byte[] seed() {
        ModuleBuilder module = new ModuleBuilder();
        int binary = module.type(FuncType.taking(ValType.I32, ValType.I32).returning(ValType.I32));
        int nothing = module.type(FuncType.taking());
        int pair = module.rawType(new byte[] {0x5f, 2, 0x7f, 1, 0x6e, 1});
        int bytes = module.rawType(new byte[] {0x5e, 0x78, 1});
        module.importFunc("m", "f", binary);
        int table = module.table(TableType.of(ValType.FUNCREF, 4));
        module.memory(MemoryType.of(1, 3));
        int tag = module.tag(module.type(FuncType.taking(ValType.I32)));
        int global = module.global(GlobalType.mutable(ValType.F64), w -> w.number(CoreOp.F64_CONST, 0));
        Consumer<OpWriter> arithmetic = w -> {
            w.block(CoreOp.LOOP, BlockType.EMPTY);
            w.local(CoreOp.LOCAL_GET, 0);
            w.local(CoreOp.LOCAL_GET, 1);
            w.plain(CoreOp.I32_DIV_U);
            w.local(CoreOp.LOCAL_TEE, 0);
            w.access(CoreOp.F64_LOAD, new MemArg(3, 16, 0));
            w.global(CoreOp.GLOBAL_GET, global);
            w.plain(CoreOp.F64_MUL);
            w.global(CoreOp.GLOBAL_SET, global);
            w.local(CoreOp.LOCAL_GET, 0);
            w.number(CoreOp.I32_CONST, 7);
            w.plain(CoreOp.I32_LT_S);
            w.branch(CoreOp.BR_IF, 0);
            w.end();
            w.local(CoreOp.LOCAL_GET, 0);
            w.vector(SimdOp.V128_CONST, 1, 2);
            w.access(SimdOp.V128_STORE, new MemArg(4, 0, 0));
            w.local(CoreOp.LOCAL_GET, 0);
            w.local(CoreOp.LOCAL_GET, 1);
            w.local(CoreOp.LOCAL_GET, 0);
            w.indirect(CoreOp.CALL_INDIRECT, binary, table);
        };
        int first = module.func(binary, List.of(ValType.I64), arithmetic);
        module.func(binary, List.of(), w -> {
            w.block(CoreOp.BLOCK, BlockType.of(ValType.I32));
            w.tryTable(CoreOp.TRY_TABLE, BlockType.EMPTY, List.of(new CatchClause(tag, false, 0)));
            w.local(CoreOp.LOCAL_GET, 0);
            w.tag(CoreOp.THROW, tag);
            w.end();
            w.local(CoreOp.LOCAL_GET, 1);
            w.local(CoreOp.LOCAL_GET, 0);
            w.function(CoreOp.RETURN_CALL, first);
            w.end();
        });
        module.func(nothing, List.of(), w -> {
            w.number(CoreOp.I32_CONST, 3);
            w.composite(GcOp.ARRAY_NEW_DEFAULT, bytes, -1);
            w.plain(GcOp.ARRAY_LEN);
            w.number(CoreOp.I32_CONST, 4);
            w.plain(GcOp.REF_I31);
            w.composite(GcOp.STRUCT_NEW, pair, -1);
            w.composite(GcOp.STRUCT_GET, pair, 0);
            w.block(CoreOp.IF, BlockType.EMPTY);
            w.number(CoreOp.I32_CONST, 1);
            w.branchTable(new int[] {0, 1, 0}, 1);
            w.end();
        });
        module.elements(table, w -> w.number(CoreOp.I32_CONST, 0), 0, 1, 2);
        module.data(0, w -> w.number(CoreOp.I32_CONST, 8), new byte[] {1, 2, 3});
        return module.export("a", ExternType.Kind.FUNC, 1).export("b", ExternType.Kind.MEMORY, 0).build();
    }

    /** Whether it was valid; then all of its functions have been compiled and verified. */
    private static boolean taken(byte[] bytes, int round) throws ClassNotFoundException {
        ValidModule valid;
        try {
            valid = ModuleValidator.validate(ModuleDecoder.decode(bytes, CONFIG), CONFIG, new TypeCanon());
        } catch (ModuleException e) {
            return false;
        } catch (RuntimeException | Error e) {
            return fail(HexFormat.of().formatHex(bytes), e);
        }
        try {
            DefinedModule defined = new DefinedModule(valid, CONFIG, String.format("%016x", round), new Shapes());
            for (String variant : Representations.variants(valid, CONFIG)) {
                Map<String, byte[]> classes = new ClassSource(defined.plan(), KeptClasses.none()).all(variant);
                ClassSizes.check(classes);
                for (String name : classes.keySet()) {
                    Class.forName(name.replace('/', '.'), true, defined.loader());
                }
            }
            return true;
        } catch (RuntimeException | Error e) {
            return fail(HexFormat.of().formatHex(bytes), e);
        }
    }

    @Test
    void whatIsStillValidIsCompiledAndVerified() throws ClassNotFoundException {
        byte[] good = seed();
        assertTrue(taken(good, ROUNDS), "the seed itself");
        Random random = new Random(77);
        int valid = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = good.clone();
            for (int i = random.nextInt(2); i >= 0; i--) {
                int at = 8 + random.nextInt(bytes.length - 8);
                bytes[at] = (byte) (random.nextInt(3) == 0 ? bytes[8 + random.nextInt(bytes.length - 8)]
                        : bytes[at] + random.nextInt(5) - 2);
            }
            valid += taken(bytes, round) ? 1 : 0;
        }
        assertTrue(valid > ROUNDS / 20 && valid < ROUNDS, valid + " of " + ROUNDS + " were valid");
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    /** Wherever a number is, a huge one takes no more memory than the module has bytes for. */
    @Test
    void hugeNumbersTakeNoMemory() throws ClassNotFoundException {
        byte[] good = seed();
        byte[] huge = new ByteWriter().u32(0x7fff_ffff).toByteArray();
        taken(good, 0);
        for (int at = 8; at < good.length - huge.length; at++) {
            for (int length : new int[] {1, huge.length}) {
                byte[] bytes = new ByteWriter().bytes(java.util.Arrays.copyOf(good, at)).bytes(huge)
                        .bytes(java.util.Arrays.copyOfRange(good, at + length, good.length)).toByteArray();
                long before = allocated();
                boolean refused = !validates(bytes);
                long took = allocated() - before;
                assertTrue(took < MOST_BYTES, "a huge number at " + at + " took " + took + " bytes, refused " + refused);
            }
        }
    }

    private static boolean validates(byte[] bytes) {
        try {
            ModuleValidator.validate(ModuleDecoder.decode(bytes, CONFIG), CONFIG, new TypeCanon());
            return true;
        } catch (ModuleException e) {
            return false;
        }
    }
}
