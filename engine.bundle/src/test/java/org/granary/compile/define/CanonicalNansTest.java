package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.op.CoreOp;
import org.granary.op.NanResults;
import org.granary.op.Op;
import org.granary.op.OpWriter;
import org.granary.op.Ops;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.UnlimitedStore;
import org.granary.vm.op.CanonicalNans;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** With canonical NaNs every float instruction gives what it gives without, but each NaN that it computes is the one. */
class CanonicalNansTest {
    private static final int[] F32 = {0, 0x8000_0000, 0x3fc0_0000, 0xc020_0000, 0x7f80_0000, 0xff80_0000, 0x7fc0_0000, 0xffc0_0000,
        0x7f80_0001, 0xff80_0001, 0x7fc1_2345, 0xffff_ffff, 0x7fa0_0000, 1};
    private static final long[] F64 = {0, 0x8000_0000_0000_0000L, 0x3ff8_0000_0000_0000L, 0xc004_0000_0000_0000L, 0x7ff0_0000_0000_0000L,
        0xfff0_0000_0000_0000L, 0x7ff8_0000_0000_0000L, 0xfff8_0000_0000_0000L, 0x7ff0_0000_0000_0001L, 0xfff0_0000_0000_0001L,
        0x7ff8_0123_4567_89abL, 0xffff_ffff_ffff_ffffL, 0x7ff4_0000_0000_0000L, 1};
    private static final Set<String> MOVES = Set.of("f32.abs", "f32.neg", "f32.copysign", "f64.abs", "f64.neg", "f64.copysign",
            "f32x4.abs", "f32x4.neg", "f32x4.pmin", "f32x4.pmax", "f64x2.abs", "f64x2.neg", "f64x2.pmin", "f64x2.pmax");

    private static final Engine PLAIN = Engine.create();
    private static final Engine CANONICAL = Engine.create(EngineConfig.builder().canonicalizeNans(true).build());
    private static final Engine INTERPRETED = Engine.create(EngineConfig.builder().canonicalizeNans(true).interpreter(true).build());
    private static final Engine DETERMINISTIC = Engine.create(EngineConfig.builder().deterministic(true).build());

    /** Rows that take floats, or vectors of them, and give such. */
    private static Stream<Op> rows() {
        return Ops.ALL.stream().filter(op -> MOVES.contains(op.text()) || NanResults.possible(op));
    }

    private static Instance instance(Engine engine, ModuleBuilder module) {
        module.export("run", ExternType.Kind.FUNC, 0);
        return ((Instantiable) engine.compile(module.build())).instantiate(new UnlimitedStore(), new Object[0]);
    }

    private static ModuleBuilder module(Op op) {
        List<ValType> params = op.signature().orElseThrow().params();
        FuncType type = new FuncType(params, op.signature().orElseThrow().results());
        ModuleBuilder module = new ModuleBuilder();
        module.func(type, w -> {
            for (int i = 0; i < params.size(); i++) {
                w.local(CoreOp.LOCAL_GET, i);
            }
            w.plain(op);
        });
        return module;
    }

    private static List<Object[]> arguments(List<ValType> params) {
        List<Object[]> all = new ArrayList<>();
        all.add(new Object[0]);
        for (ValType param : params) {
            List<Object[]> longer = new ArrayList<>();
            for (Object[] before : all) {
                for (int i = 0; i < F32.length; i++) {
                    Object[] next = java.util.Arrays.copyOf(before, before.length + 1);
                    next[before.length] = value(param, i);
                    longer.add(next);
                }
            }
            all = longer;
        }
        return all;
    }

    private static Object value(ValType type, int i) {
        int other = (i * 5 + 3) % F32.length;
        if (type == ValType.F32) {
            return Float.intBitsToFloat(F32[i]);
        }
        if (type == ValType.F64) {
            return Double.longBitsToDouble(F64[i]);
        }
        // lanes of both widths, the one or the other as the row reads them
        return i % 2 == 0 ? new long[] {F32[i] & 0xffff_ffffL | (long) F32[other] << 32, F32[other] & 0xffff_ffffL | (long) F32[i] << 32}
                : new long[] {F64[i], F64[other]};
    }

    private static String bits(Object value) {
        if (value instanceof Float f) {
            return HexFormat.of().toHexDigits(Float.floatToRawIntBits(f));
        }
        if (value instanceof Double d) {
            return HexFormat.of().toHexDigits(Double.doubleToRawLongBits(d));
        }
        long[] halves = (long[]) value;
        return HexFormat.of().toHexDigits(halves[1]) + HexFormat.of().toHexDigits(halves[0]);
    }

    /** What the canonical engine has to give where the plain one gives this. */
    private static String expected(Op op, Object plain) {
        if (MOVES.contains(op.text())) {
            return bits(plain);
        }
        if (plain instanceof Float f) {
            return Float.isNaN(f) ? "7fc00000" : bits(f);
        }
        if (plain instanceof Double d) {
            return Double.isNaN(d) ? "7ff8000000000000" : bits(d);
        }
        int width = op.text().startsWith("f32x4") ? 8 : 16;
        StringBuilder lanes = new StringBuilder();
        for (int i = 0; i < 32; i += width) {
            String lane = bits(plain).substring(i, i + width);
            boolean nan = width == 8 ? Float.isNaN(Float.intBitsToFloat(Integer.parseUnsignedInt(lane, 16)))
                    : Double.isNaN(Double.longBitsToDouble(Long.parseUnsignedLong(lane, 16)));
            lanes.append(!nan ? lane : width == 8 ? "7fc00000" : "7ff8000000000000");
        }
        return lanes.toString();
    }

    @TestFactory
    Stream<DynamicTest> everyFloatInstruction() {
        return rows().map(op -> DynamicTest.dynamicTest(op.text(), () -> {
            Instance plain = instance(PLAIN, module(op));
            Instance canonical = instance(CANONICAL, module(op));
            Instance deterministic = instance(DETERMINISTIC, module(op));
            Instance interpreted = instance(INTERPRETED, module(op));
            Map<String, String> nans = new TreeMap<>();
            for (Object[] arguments : arguments(op.signature().orElseThrow().params())) {
                Object result = plain.function(0).apply(arguments)[0];
                String expected = expected(op, result);
                String shown = op.text() + Stream.of(arguments).map(CanonicalNansTest::bits).toList();
                assertEquals(expected, bits(canonical.function(0).apply(arguments)[0]), shown);
                assertEquals(expected, bits(deterministic.function(0).apply(arguments)[0]), shown);
                assertEquals(expected, bits(interpreted.function(0).apply(arguments)[0]), shown);
                nans.put(bits(result), expected);
            }
            assertTrue(MOVES.contains(op.text()) || nans.entrySet().stream().anyMatch(e -> !e.getKey().equals(e.getValue())),
                    "no other NaN came out of " + op.text());
        }));
    }

    @Test
    void theListKnowsEveryRowThatComputesFloats() {
        List<String> floats = Ops.ALL.stream().filter(op -> op.signature().isPresent() && op.text().matches("(f32|f64|f32x4|f64x2)\\..*"))
                .filter(op -> !op.text().matches(".*\\.(load|store|const|reinterpret|convert|splat|extract|replace).*")
                        && !op.text().matches(".*\\.(eq|ne|lt|gt|le|ge)"))
                .map(Op::text).sorted().toList();
        assertEquals(rows().map(Op::text).sorted().toList(), floats);
    }

    private static float run(Engine engine, int bits, java.util.function.Consumer<OpWriter> body) {
        ModuleBuilder module = new ModuleBuilder();
        module.func(FuncType.taking(ValType.F32).returning(ValType.F32), body);
        return (Float) instance(engine, module).function(0).apply(new Object[] {Float.intBitsToFloat(bits)})[0];
    }

    /** Inside an expression a NaN is made canonical only where its bits can be seen. */
    @Test
    void nestedExpressions() {
        for (int bits : new int[] {0xffc1_2345, 0x7f80_0001}) {
            assertEquals(0xffc0_0000, Float.floatToRawIntBits(run(CANONICAL, bits, w -> {
                w.local(CoreOp.LOCAL_GET, 0);
                w.local(CoreOp.LOCAL_GET, 0);
                w.plain(CoreOp.F32_MUL);
                w.local(CoreOp.LOCAL_GET, 0);
                w.plain(CoreOp.F32_ADD);
                w.plain(CoreOp.F32_NEG);
            })));
            assertEquals(1f, run(CANONICAL, bits, w -> {
                w.local(CoreOp.LOCAL_GET, 0);
                w.local(CoreOp.LOCAL_GET, 0);
                w.plain(CoreOp.F32_ADD);
                w.local(CoreOp.LOCAL_GET, 0);
                w.plain(CoreOp.F32_NE);
                w.plain(CoreOp.F32_CONVERT_I32_S);
            }));
            assertEquals(bits, Float.floatToRawIntBits(run(CANONICAL, bits, w -> w.local(CoreOp.LOCAL_GET, 0))), "moved");
        }
    }

    @Test
    void lanesAreLookedAtOneByOne() {
        assertEquals(0x7fc0_0000_3f80_0000L, CanonicalNans.f32x4(0xff80_0001_3f80_0000L));
        assertEquals(0xff80_0000_7fc0_0000L, CanonicalNans.f32x4(0xff80_0000_ffff_ffffL));
        assertEquals(0xfff0_0000_0000_0000L, CanonicalNans.f64x2(0xfff0_0000_0000_0000L));
        assertEquals(0x7ff8_0000_0000_0000L, CanonicalNans.f64x2(0xfff0_0000_0000_0001L));
    }
}
