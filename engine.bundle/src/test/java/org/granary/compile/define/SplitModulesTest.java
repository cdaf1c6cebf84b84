package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.granary.binary.ModuleDecoder;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.op.BlockType;
import org.granary.op.CoreOp;
import org.granary.op.OpWriter;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.granary.validate.ModuleValidator;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.UnlimitedStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Huge functions, and ordinary ones cut in tiny parts: same results, no method too long for the JIT compiler. */
@Timeout(300)
class SplitModulesTest {
    private static final FuncType ONE = FuncType.taking(ValType.I32).returning(ValType.I32);
    private static final EngineConfig USUAL = EngineConfig.builder().build();
    private static final EngineConfig TINY = EngineConfig.builder().splitting(300, 150).build();

    private static byte[] module(List<ValType> locals, Consumer<OpWriter> body) {
        ModuleBuilder module = new ModuleBuilder();
        return module.export("run", ExternType.Kind.FUNC, module.func(module.type(ONE), locals, body)).build();
    }

    private static IntUnaryOperator run(byte[] bytes, EngineConfig config) {
        Instance instance = ((Instantiable) Engine.create(config).compile(bytes)).instantiate(new UnlimitedStore(), new Object[0]);
        return n -> (Integer) instance.function(instance.module.export("run").orElseThrow().index()).apply(new Object[] {n})[0];
    }

    /** All class files, looked at; gives how many methods there are. */
    private static int check(byte[] bytes, EngineConfig config, String variant) {
        DefinedModule defined = new DefinedModule(ModuleValidator.validate(ModuleDecoder.decode(bytes, config), config, new TypeCanon()),
                config, "0123456789abcdef", new Shapes());
        Map<String, byte[]> classes = new ClassSource(defined.plan()).all(variant);
        ClassSizes.check(classes);
        return classes.size();
    }

    private static void constant(OpWriter w, int value) {
        w.number(CoreOp.I32_CONST, value);
    }

    private static void get(OpWriter w, int local) {
        w.local(CoreOp.LOCAL_GET, local);
    }

    private static void set(OpWriter w, int local) {
        w.local(CoreOp.LOCAL_SET, local);
    }

    /** Case i of n: x = x * 31 + i; y counts; the next case is picked by x until y is 50. */
    private static byte[] switchOf(int cases, int[] order) {
        return module(List.of(ValType.I32, ValType.I32), w -> {
            w.block(CoreOp.LOOP, BlockType.EMPTY);
            for (int i = 0; i < cases; i++) {
                w.block(CoreOp.BLOCK, BlockType.EMPTY);
            }
            get(w, 0);
            constant(w, cases);
            w.plain(CoreOp.I32_REM_U);
            int[] labels = new int[cases];
            for (int i = 0; i < cases; i++) {
                labels[i] = order[i];
            }
            w.branchTable(labels, 0);
            for (int i = 0; i < cases; i++) {
                w.end();
                get(w, 0);
                constant(w, 31);
                w.plain(CoreOp.I32_MUL);
                constant(w, i);
                w.plain(CoreOp.I32_ADD);
                set(w, 0);
                get(w, 1);
                constant(w, 1);
                w.plain(CoreOp.I32_ADD);
                w.local(CoreOp.LOCAL_TEE, 1);
                constant(w, 50);
                w.plain(CoreOp.I32_LT_S);
                w.branch(CoreOp.BR_IF, cases - 1 - i);
                get(w, 0);
                w.plain(CoreOp.RETURN);
            }
            w.end();
            w.plain(CoreOp.UNREACHABLE);
        });
    }

    private static int switched(int x, int cases, int[] order) {
        int value = x;
        for (int i = 0; i < 50; i++) {
            value = value * 31 + order[Integer.remainderUnsigned(value, cases)];
        }
        return value;
    }

    /** Statements with a way out to each of the blocks around, so many that they are cut. */
    private static void manyWaysOut(OpWriter w, int first, int blocks) {
        for (int i = 0; i < 40; i++) {
            get(w, 0);
            constant(w, 3);
            w.plain(CoreOp.I32_MUL);
            constant(w, i);
            w.plain(CoreOp.I32_ADD);
            w.local(CoreOp.LOCAL_TEE, 0);
            constant(w, 77 + i);
            w.plain(CoreOp.I32_EQ);
            w.branch(CoreOp.BR_IF, first + i % blocks);
        }
    }

    /** Code that control never reaches, as its condition is a constant, and ways out of it that lead back into it where it is cut. */
    private static byte[] unreached(Consumer<OpWriter> part) {
        int blocks = 6;
        return module(List.of(), w -> {
            for (int i = 0; i < blocks; i++) {
                w.block(CoreOp.BLOCK, BlockType.EMPTY);
            }
            part.accept(w);
            for (int i = 0; i < blocks; i++) {
                w.end();
                get(w, 0);
                constant(w, 31);
                w.plain(CoreOp.I32_MUL);
                constant(w, i + 1);
                w.plain(CoreOp.I32_ADD);
                set(w, 0);
            }
            get(w, 0);
        });
    }

    private static int sixTimes(int from, int x) {
        int value = x;
        for (int i = from; i < 6; i++) {
            value = value * 31 + i + 1;
        }
        return value;
    }

    @Test
    void whatAConstantConditionKeepsFromControlIsNotCut() {
        byte[] then = unreached(w -> {
            constant(w, 0);
            w.block(CoreOp.IF, BlockType.EMPTY);
            manyWaysOut(w, 1, 6);
            w.end();
        });
        byte[] otherwise = unreached(w -> {
            constant(w, 0);
            w.plain(CoreOp.I32_EQZ);
            w.block(CoreOp.IF, BlockType.EMPTY);
            w.branch(CoreOp.BR, 3);
            w.orElse();
            w.block(CoreOp.LOOP, BlockType.EMPTY);
            manyWaysOut(w, 0, 8);
            w.end();
            w.end();
        });
        byte[] behind = unreached(w -> {
            constant(w, 7);
            w.branch(CoreOp.BR_IF, 4);
            w.block(CoreOp.LOOP, BlockType.EMPTY);
            manyWaysOut(w, 0, 7);
            w.end();
        });
        byte[] always = unreached(w -> {
            constant(w, 0);
            w.branch(CoreOp.BR_IF, 4);
            constant(w, 1);
            w.block(CoreOp.IF, BlockType.EMPTY);
            manyWaysOut(w, 1, 6);
            w.end();
        });
        check(then, TINY, "n");
        for (EngineConfig config : List.of(USUAL, TINY)) {
            assertEquals(sixTimes(0, 5), run(then, config).applyAsInt(5));
            assertEquals(sixTimes(2, 5), run(otherwise, config).applyAsInt(5));
            assertEquals(sixTimes(4, 5), run(behind, config).applyAsInt(5));
        }
        for (int x = 0; x < 200; x++) {
            assertEquals(run(always, USUAL).applyAsInt(x), run(always, TINY).applyAsInt(x));
        }
    }

    @Test
    void aSwitchOfManyTargetsInOrderAndPermuted() {
        int cases = 16_150;
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < cases; i++) {
            order.add(i);
        }
        for (boolean permuted : new boolean[] {false, true}) {
            if (permuted) {
                Collections.shuffle(order, new Random(5));
            }
            int[] targets = order.stream().mapToInt(Integer::intValue).toArray();
            byte[] bytes = switchOf(cases, targets);
            check(bytes, USUAL, "n");
            IntUnaryOperator run = run(bytes, USUAL);
            for (int x : new int[] {0, 1, 77, -5, 123_456_789}) {
                assertEquals(switched(x, cases, targets), run.applyAsInt(x));
            }
        }
    }

    @Test
    void thousandsOfOperandsThatWaitKeepTheirValues() {
        int each = 1_500;
        byte[] bytes = module(List.of(), w -> {
            for (int i = 0; i < each; i++) {
                get(w, 0);
            }
            constant(w, 5);
            w.local(CoreOp.LOCAL_SET, 0);
            for (int i = 0; i < each; i++) {
                get(w, 0);
                w.block(CoreOp.BLOCK, BlockType.EMPTY);
                w.end();
            }
            for (int i = 1; i < 2 * each; i++) {
                w.plain(CoreOp.I32_ADD);
            }
        });
        for (EngineConfig config : List.of(USUAL, TINY)) {
            assertEquals(each * 7 + each * 5, run(bytes, config).applyAsInt(7));
        }
    }

    /** Their marks are one place; a leaf for each made a method of 200 KB that nothing could cut. */
    @Test
    void aSwitchOfManyTargetsThatAreOnePlace() {
        int cases = 20_000;
        byte[] bytes = module(List.of(), w -> {
            for (int i = 0; i < cases; i++) {
                w.block(CoreOp.BLOCK, BlockType.EMPTY);
            }
            get(w, 0);
            w.branchTable(IntStream.range(0, cases).toArray(), 0);
            for (int i = 0; i < cases; i++) {
                w.end();
            }
            get(w, 0);
        });
        check(bytes, USUAL, "n");
        assertEquals(7, run(bytes, USUAL).applyAsInt(7));
        assertEquals(-1, run(bytes, USUAL).applyAsInt(-1));
    }

    @Test
    void oneExpressionOfManyOperators() {
        int operators = 30_000;
        byte[] bytes = module(List.of(), w -> {
            get(w, 0);
            for (int i = 0; i < operators; i++) {
                constant(w, i);
                w.plain(i % 3 == 0 ? CoreOp.I32_XOR : i % 3 == 1 ? CoreOp.I32_ADD : CoreOp.I32_MUL);
            }
        });
        check(bytes, USUAL, "n");
        int expected = 9;
        for (int i = 0; i < operators; i++) {
            expected = i % 3 == 0 ? expected ^ i : i % 3 == 1 ? expected + i : expected * i;
        }
        assertEquals(expected, run(bytes, USUAL).applyAsInt(9));
    }

    @Test
    void oneExpressionThatIsDeep() {
        int operators = 10_000;
        byte[] bytes = module(List.of(), w -> {
            for (int i = 0; i < operators; i++) {
                get(w, 0);
                constant(w, i);
                w.plain(CoreOp.I32_XOR);
            }
            for (int i = 1; i < operators; i++) {
                w.plain(CoreOp.I32_SUB);
            }
        });
        check(bytes, USUAL, "n");
        int expected = 9 ^ operators - 1;
        for (int i = operators - 2; i >= 0; i--) {
            expected = (9 ^ i) - expected;
        }
        assertEquals(expected, run(bytes, USUAL).applyAsInt(9));
    }

    @Test
    void manyLocalsLiveAtOnce() {
        int locals = 49_000;
        byte[] bytes = module(Collections.nCopies(locals, ValType.I32), w -> {
            for (int i = 1; i <= locals; i++) {
                get(w, i - 1);
                constant(w, i);
                w.plain(CoreOp.I32_ADD);
                set(w, i);
            }
            for (int i = 1; i <= locals; i++) {
                get(w, 0);
                constant(w, 3);
                w.plain(CoreOp.I32_MUL);
                get(w, i);
                w.plain(CoreOp.I32_XOR);
                set(w, 0);
            }
            get(w, 0);
        });
        check(bytes, USUAL, "n");
        int[] values = new int[locals + 1];
        values[0] = 4;
        for (int i = 1; i <= locals; i++) {
            values[i] = values[i - 1] + i;
        }
        for (int i = 1; i <= locals; i++) {
            values[0] = values[0] * 3 ^ values[i];
        }
        assertEquals(values[0], run(bytes, USUAL).applyAsInt(4));
    }

    @Test
    void manyNestedLoops() {
        int depth = 500;
        byte[] bytes = module(List.of(ValType.I32), w -> {
            for (int i = 0; i < depth; i++) {
                w.block(CoreOp.LOOP, BlockType.EMPTY);
                get(w, 0);
                constant(w, 2 * i + 1);
                w.plain(CoreOp.I32_MUL);
                constant(w, i);
                w.plain(CoreOp.I32_XOR);
                set(w, 0);
            }
            for (int i = depth - 1; i >= 0; i--) {
                get(w, 1);
                constant(w, 1);
                w.plain(CoreOp.I32_ADD);
                w.local(CoreOp.LOCAL_TEE, 1);
                constant(w, 3);
                w.plain(CoreOp.I32_AND);
                constant(w, 1);
                w.plain(CoreOp.I32_EQ);
                get(w, 1);
                constant(w, 3_000);
                w.plain(CoreOp.I32_LT_S);
                w.plain(CoreOp.I32_AND);
                w.branch(CoreOp.BR_IF, 0);
                w.end();
            }
            get(w, 0);
        });
        check(bytes, USUAL, "n");
        assertEquals(nested(depth, 5), run(bytes, USUAL).applyAsInt(5));
        assertEquals(nested(depth, 5), run(bytes, TINY).applyAsInt(5));
    }

    private static int nested(int depth, int argument) {
        int x = argument;
        int count = 0;
        int head = 0;
        int level = depth - 1;
        while (true) {
            for (int i = head; i < depth; i++) {
                x = x * (2 * i + 1) ^ i;
            }
            level = depth - 1;
            while (level >= 0 && ((++count & 3) != 1 || count >= 3_000)) {
                level--;
            }
            if (level < 0) {
                return x;
            }
            head = level;
        }
    }

    @Test
    void everyKernelCutInTinyPartsGivesTheSame() throws IOException {
        Optional<Path> bench = bench();
        assumeTrue(bench.isPresent(), "the kernels (bench/build/wasm in ../shared, or property granary.shared) are not here");
        List<Path> kernels;
        try (Stream<Path> files = Files.list(bench.get().resolve("build/wasm"))) {
            kernels = files.filter(file -> file.toString().endsWith(".wasm")).sorted().toList();
        }
        assertEquals(20, kernels.size());
        for (Path kernel : kernels) {
            byte[] bytes = Files.readAllBytes(kernel);
            int n = kernel.endsWith("fib.wasm") ? 12 : 3;
            int expected = run(bytes, USUAL).applyAsInt(n);
            assertEquals(expected, run(bytes, TINY).applyAsInt(n), kernel.getFileName().toString());
            assertTrue(check(bytes, TINY, "x") > 0);
            check(bytes, USUAL, "r");
        }
    }

    private static Optional<Path> bench() {
        String told = System.getProperty("granary.shared", "");
        if (!told.isBlank() && !told.startsWith("$")) {
            return Optional.of(Path.of(told, "bench")).filter(Files::isDirectory);
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path found = at.resolveSibling("shared").resolve("bench");
            if (Files.isDirectory(found)) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }
}
