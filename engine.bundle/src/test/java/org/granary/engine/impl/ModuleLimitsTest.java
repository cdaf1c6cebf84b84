package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.granary.bytes.ByteWriter;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.LimitException;
import org.granary.engine.MalformedException;
import org.granary.engine.ModuleLimits;
import org.granary.engine.Proposal;
import org.granary.testing.ModuleBuilder;
import org.granary.vm.Instantiable;
import org.granary.vm.UnlimitedStore;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each limit of a module: what reaches it is taken, one more is refused by a message that names limit, value and what was asked. */
class ModuleLimitsTest {
    private static final byte[] FUNC = {0x60, 0, 0};
    private static final byte[] STRUCT = {0x5f, 0};
    private static final byte[] BODY = {2, 0, 0x0b};

    private static final Map<ModuleLimits, IntFunction<byte[]>> MODULES = new EnumMap<>(ModuleLimits.class);

    static {
        MODULES.put(ModuleLimits.TYPES, n -> sections(1, many(n / 2, i -> new byte[] {0x4e, 2, 0x5f, 0, 0x5f, 0}, n % 2 == 0 ? null
                : STRUCT)));
        MODULES.put(ModuleLimits.RECURSIVE_GROUPS, n -> sections(1, many(n, i -> FUNC, null)));
        MODULES.put(ModuleLimits.GROUP_TYPES, n -> sections(1, new ByteWriter().u32(1).u8(0x4e).bytes(many(n, i -> STRUCT, null))
                .toByteArray()));
        MODULES.put(ModuleLimits.SUPERTYPES, n -> sections(1, many(n + 1, i -> i == 0 ? new byte[] {0x50, 0, 0x5f, 0}
                : new byte[] {0x50, 1, (byte) (i - 1), 0x5f, 0}, null)));
        MODULES.put(ModuleLimits.PARAMETERS, n -> sections(1, new ByteWriter().u32(1).u8(0x60).bytes(repeated(n, 0x7f)).u32(0)
                .toByteArray()));
        MODULES.put(ModuleLimits.RESULTS, n -> sections(1, new ByteWriter().u32(1).u8(0x60).u32(0).bytes(repeated(n, 0x7f))
                .toByteArray()));
        MODULES.put(ModuleLimits.FIELDS, n -> sections(1, new ByteWriter().u32(1).u8(0x5f).bytes(many(n, i -> new byte[] {0x7f, 1}, null))
                .toByteArray()));
        MODULES.put(ModuleLimits.IMPORTS, n -> sections(1, many(1, i -> FUNC, null), 2, many(n, i -> new byte[] {0, 0, 0, 0}, null)));
        MODULES.put(ModuleLimits.FUNCTIONS, n -> sections(1, many(1, i -> FUNC, null), 3, repeated(n, 0), 10, many(n, i -> BODY, null)));
        MODULES.put(ModuleLimits.TABLES, n -> sections(2, many(1, i -> new byte[] {0, 0, 1, 0x70, 0, 0}, null), 4,
                many(n - 1, i -> new byte[] {0x70, 0, 0}, null)));
        MODULES.put(ModuleLimits.TABLE_ELEMENTS, n -> sections(4, new ByteWriter().u32(1).u8(0x70).u8(0).u32(n).toByteArray()));
        MODULES.put(ModuleLimits.MEMORIES, n -> sections(2, many(1, i -> new byte[] {0, 0, 2, 0, 0}, null), 5,
                many(n - 1, i -> new byte[] {0, 0}, null)));
        MODULES.put(ModuleLimits.MEMORY64_PAGES, n -> sections(5, new ByteWriter().u32(1).u8(4).u32(n).toByteArray()));
        MODULES.put(ModuleLimits.TAGS, n -> sections(1, many(1, i -> FUNC, null), 13, many(n, i -> new byte[] {0, 0}, null)));
        MODULES.put(ModuleLimits.GLOBALS, n -> sections(6, many(n, i -> new byte[] {0x7f, 0, 0x41, 0, 0x0b}, null)));
        MODULES.put(ModuleLimits.EXPORTS, n -> sections(1, many(1, i -> FUNC, null), 3, repeated(1, 0), 7,
                many(n, i -> new ByteWriter().name(Integer.toString(i, 36)).u8(0).u8(0).toByteArray(), null), 10,
                many(1, i -> BODY, null)));
        MODULES.put(ModuleLimits.ELEMENT_SEGMENTS, n -> sections(9, many(n, i -> new byte[] {1, 0, 0}, null)));
        MODULES.put(ModuleLimits.SEGMENT_ELEMENTS, n -> sections(1, many(1, i -> FUNC, null), 3, repeated(1, 0), 9,
                new ByteWriter().u32(1).u8(1).u8(0).bytes(repeated(n, 0)).toByteArray(), 10, many(1, i -> BODY, null)));
        MODULES.put(ModuleLimits.DATA_SEGMENTS, n -> sections(12, new ByteWriter().u32(n).toByteArray(), 11,
                many(n, i -> new byte[] {1, 0}, null)));
        MODULES.put(ModuleLimits.BODY_BYTES, n -> function(0, new byte[] {0}, nops(n - 2)));
        MODULES.put(ModuleLimits.LOCALS, n -> function(3, new ByteWriter().u32(2).u32(1).u8(0x7e).u32(n - 4).u8(0x7f).toByteArray(),
                new byte[0]));
        MODULES.put(ModuleLimits.OPERANDS, ModuleLimitsTest::operands);
        MODULES.put(ModuleLimits.BRANCH_TARGETS, n -> function(0, new byte[] {0}, new ByteWriter().u8(0x41).u8(0).u8(0x0e)
                .bytes(repeated(n, 0)).u8(0).toByteArray()));
        MODULES.put(ModuleLimits.CATCH_CLAUSES, n -> function(0, new byte[] {0}, new ByteWriter().u8(0x1f).u8(0x40)
                .bytes(many(n, i -> new byte[] {2, 0}, null)).u8(0x0b).toByteArray()));
        MODULES.put(ModuleLimits.ARRAY_OPERANDS, ModuleLimitsTest::array);
        MODULES.put(ModuleLimits.NAME_BYTES, n -> sections(1, many(1, i -> FUNC, null), 3, repeated(1, 0), 7,
                new ByteWriter().u32(1).name("x".repeat(n)).u8(0).u8(0).toByteArray(), 10, many(1, i -> BODY, null)));
    }

    private static byte[] nops(int n) {
        byte[] nops = new byte[n];
        java.util.Arrays.fill(nops, (byte) 1);
        return nops;
    }

    private static byte[] array(int n) {
        byte[] type = new ByteWriter().u32(2).u8(0x60).u32(0).u32(0).u8(0x5e).u8(0x7f).u8(1).toByteArray();
        ByteWriter body = new ByteWriter().u8(0);
        for (int i = 0; i < n; i++) {
            body.u8(0x41).u8(0);
        }
        body.u8(0xfb).u8(8).u8(1).u32(n).u8(0x1a).u8(0x0b);
        return sections(1, type, 3, repeated(1, 0), 10, new ByteWriter().u32(1).sized(body.toByteArray()).toByteArray());
    }

    /** A thousand operands for two bytes, by calls. */
    private static byte[] operands(int n) {
        byte[] types = new ByteWriter().u32(2).bytes(FUNC).u8(0x60).u32(0).bytes(repeated(1_000, 0x7f)).toByteArray();
        ByteWriter body = new ByteWriter().u8(0);
        for (int i = 0; i < n / 1_000; i++) {
            body.u8(0x10).u8(1);
        }
        for (int i = 0; i < n % 1_000; i++) {
            body.u8(0x41).u8(0);
        }
        byte[] bodies = new ByteWriter().u32(2).sized(body.u8(0).u8(0x0b).toByteArray()).bytes(new byte[] {3, 0, 0, 0x0b}).toByteArray();
        return sections(1, types, 3, new byte[] {2, 0, 1}, 10, bodies);
    }

    /** A module of one function of i32 parameters. */
    private static byte[] function(int parameters, byte[] locals, byte[] code) {
        byte[] type = new ByteWriter().u32(1).u8(0x60).bytes(repeated(parameters, 0x7f)).u32(0).toByteArray();
        byte[] body = new ByteWriter().bytes(locals).bytes(code).u8(0x0b).toByteArray();
        return sections(1, type, 3, repeated(1, 0), 10, new ByteWriter().u32(1).sized(body).toByteArray());
    }

    /** A vector of single bytes. */
    private static byte[] repeated(int n, int value) {
        byte[] bytes = new byte[n];
        java.util.Arrays.fill(bytes, (byte) value);
        return new ByteWriter().u32(n).bytes(bytes).toByteArray();
    }

    /** A vector, and one more element unless that is null. */
    private static byte[] many(int n, IntFunction<byte[]> element, byte[] last) {
        ByteWriter out = new ByteWriter().u32(last == null ? n : n + 1);
        for (int i = 0; i < n; i++) {
            out.bytes(element.apply(i));
        }
        return last == null ? out.toByteArray() : out.bytes(last).toByteArray();
    }

    /** A module of sections, each an id and its bytes. */
    private static byte[] sections(Object... parts) {
        ByteWriter out = ModuleBuilder.header();
        for (int i = 0; i < parts.length; i += 2) {
            out.u8((Integer) parts[i]).sized((byte[]) parts[i + 1]);
        }
        return out.toByteArray();
    }

    private static void use(ModuleLimits limit, Engine engine, int asked) {
        byte[] bytes = MODULES.get(limit).apply(asked);
        if (limit == ModuleLimits.TABLE_ELEMENTS || limit == ModuleLimits.MEMORY64_PAGES) {
            ((Instantiable) engine.compile(bytes)).instantiate(new UnlimitedStore(), new Object[0]);
        } else {
            engine.validate(bytes);
        }
    }

    @TestFactory
    Stream<DynamicTest> atTheLimitAndAbove() {
        Engine engine = Engine.create(EngineConfig.builder().proposal(Proposal.LEGACY_EXCEPTIONS, true).build());
        return Stream.of(ModuleLimits.values())
                .filter(limit -> limit != ModuleLimits.MODULE_BYTES && limit != ModuleLimits.TEXT_BYTES)
                .map(limit -> DynamicTest.dynamicTest(limit.text(), () -> {
                    int most = Math.toIntExact(limit.value());
                    assertDoesNotThrow(() -> use(limit, engine, most));
                    LimitException refused = assertThrows(LimitException.class, () -> use(limit, engine, most + 1));
                    assertTrue(refused.getMessage().contains("expected at most " + most + ", found " + (most + 1)), refused.getMessage());
                    assertTrue(refused.getMessage().contains(limit.text()) || limit == ModuleLimits.TABLE_ELEMENTS
                            || limit == ModuleLimits.MEMORY64_PAGES, refused.getMessage());
                }));
    }

    @Test
    void aFileThatIsTooLongIsRefusedWithoutReadingIt(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("long.wasm");
        long asked = ModuleLimits.MODULE_BYTES.value() + 1;
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(asked);
            String zeros = assertThrows(MalformedException.class, () -> Engine.create().compile(file)).getMessage();
            assertTrue(zeros.contains("found 00 00 00 00"), zeros);
            sparse.write(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
            LimitException refused = assertThrows(LimitException.class, () -> Engine.create().compile(file));
            assertTrue(refused.getMessage().endsWith("expected at most 1073741824 bytes, found 1073741825"), refused.getMessage());
            sparse.seek(0);
            sparse.write("(module)".getBytes(StandardCharsets.UTF_8));
            sparse.setLength(1L << 33);
            LimitException text = assertThrows(LimitException.class, () -> Engine.create().compile(file));
            assertTrue(text.getMessage().endsWith("expected at most 2147483639 bytes, found 8589934592"), text.getMessage());
        }
        assertDoesNotThrow(() -> ModuleLimits.MODULE_BYTES.check(asked - 1, 0));
        assertThrows(LimitException.class, () -> ModuleLimits.MODULE_BYTES.check(asked, 0));
    }

    @Test
    @Timeout(240)
    void aDeviceWithoutEndIsRefusedByItsBeginning() {
        Path zeros = Path.of("/dev/zero");
        assumeTrue(Files.exists(zeros), "no device without end");
        String refused = assertThrows(MalformedException.class, () -> Engine.create().compile(zeros)).getMessage();
        assertTrue(refused.contains("found 00 00 00 00"), refused);
    }

    /** The chain of a hostile group would take memory with the square of its length. */
    @Test
    void aLongChainInOneGroupIsRefusedBeforeItIsMade() {
        int chain = 200_000;
        byte[] group = new ByteWriter().u32(1).u8(0x4e).bytes(many(chain, i -> i == 0 ? new byte[] {0x50, 0, 0x5f, 0}
                : new ByteWriter().u8(0x50).u8(1).u32(i - 1).u8(0x5f).u8(0).toByteArray(), null)).toByteArray();
        LimitException refused = assertThrows(LimitException.class, () -> Engine.create().validate(sections(1, group)));
        // the first type of four bytes at 0x11, then those with one supertype, of five
        assertEquals("implementation limit: supertypes of a type at offset 0x150: expected at most 63, found 64", refused.getMessage());
    }
}
