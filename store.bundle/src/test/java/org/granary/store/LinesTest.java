package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.granary.engine.ArtefactTrust;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.GuestFrame;
import org.granary.engine.SourceLocation;
import org.granary.engine.Trap;
import org.granary.engine.WasmModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines of source in a guest's call stack; the guests' sources are in {@code src/test/guests}. */
class LinesTest {
    private static final String SECTION = ".debug_line";

    @TempDir
    Path folder;

    private static byte[] guest(String name) {
        try (InputStream file = LinesTest.class.getResourceAsStream("/guests/" + name)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }

    private static Trap trap(Engine engine, byte[] binary, String export, Object... arguments) {
        try (Store<Void> store = Store.create(engine)) {
            Func func = Instance.create(store, engine.compile(binary), List.of()).func(export);
            return assertThrows(Trap.class, () -> func.call(arguments));
        }
    }

    private static List<String> lines(Trap trap) {
        return trap.frames().stream()
                .map(frame -> frame.name().orElse("?") + " " + frame.source().map(SourceLocation::toString).orElse("?")).toList();
    }

    @Test
    void framesTellFileAndLineInBothVersions() {
        for (String guest : List.of("lines4.wasm", "lines5.wasm")) {
            try (Engine engine = Engine.create()) {
                assertEquals(List.of("ratio lines.c:10:16", "divide lines.c:15:12"), lines(trap(engine, guest(guest), "divide", 5)), guest);
                assertEquals(List.of("halt part/stop.h:3:5", "stop lines.c:19:5"), lines(trap(engine, guest(guest), "stop")), guest);
            }
        }
    }

    @Test
    void interpretedGuestsTellThemToo() {
        try (Engine engine = Engine.create(EngineConfig.builder().interpreter(true).build())) {
            assertEquals(List.of("ratio lines.c:10:16", "divide lines.c:15:12"), lines(trap(engine, guest("lines5.wasm"), "divide", 5)));
        }
    }

    /** Their bodies are packed, and lines are told by offsets in the whole binary. */
    @Test
    void loadedGuestsTellThemToo() {
        for (boolean interpreter : new boolean[] {false, true}) {
            try (Engine engine = Engine.create(EngineConfig.builder().interpreter(interpreter)
                    .artefacts(ArtefactTrust.builder().hostKeyFile(folder.resolve("host.key")).build()).build());
                    Store<Void> store = Store.create(engine)) {
                WasmModule module = engine.deserialize(engine.precompileModule(guest("lines5.wasm")));
                Func func = Instance.create(store, module, List.of()).func("divide");
                Trap loaded = assertThrows(Trap.class, () -> func.call(5));
                assertEquals(List.of("ratio lines.c:10:16", "divide lines.c:15:12"), lines(loaded));
                Trap compiled = trap(engine, guest("lines5.wasm"), "divide", 5);
                assertEquals(compiled.frames().toString(), loaded.frames().toString());
                assertEquals(compiled.getMessage(), loaded.getMessage());
            }
        }
    }

    /** A class file counts no more than 65,535 lines; a function that is longer is in many methods, and each counts from its own start. */
    @Test
    void instructionsFarIntoAFunctionHaveTheirOffsets() {
        int places = 18;
        int filling = 1_000;
        int[] code = new int[places * (8 * filling + 16)];
        int[] offsets = new int[places];
        int at = 0;
        for (int place = 0; place < places; place++) {
            for (int i = 0; i < filling; i++) {
                at = put(code, at, Wasm.GLOBAL_GET, 0, Wasm.I32_CONST, 1, Wasm.I32_ADD, Wasm.GLOBAL_SET, 0);
            }
            if (place % 2 == 0) {
                at = put(code, at, Wasm.I32_CONST, 1, Wasm.LOCAL_GET, 0, Wasm.I32_CONST, place, 0x6b, Wasm.I32_DIV_S, Wasm.DROP);
                offsets[place] = at - 1;
            } else {
                at = put(code, at, Wasm.LOCAL_GET, 0, Wasm.I32_CONST, place, 0x46, 0x04, Wasm.VOID, Wasm.UNREACHABLE, Wasm.END);
                offsets[place] = at - 1;
            }
        }
        Wasm wasm = new Wasm();
        wasm.global(Wasm.I32, true, Wasm.I32_CONST, 0);
        wasm.exported("far", wasm.type(new int[] {Wasm.I32}, Wasm.NONE), Arrays.copyOf(code, at));
        assertTrue(offsets[places - 1] > 120_000);
        for (String way : List.of("compiled", "interpreted", "loaded")) {
            EngineConfig.Builder config = EngineConfig.builder().interpreter(way.equals("interpreted"))
                    .artefacts(ArtefactTrust.builder().noHostKey().trustUnsigned(true).build());
            try (Engine engine = Engine.create(config.build()); Store<Void> store = Store.create(engine)) {
                WasmModule module = way.equals("loaded") ? engine.deserialize(engine.precompileModule(wasm.bytes()))
                        : engine.compile(wasm.bytes());
                Func far = Instance.create(store, module, List.of()).func("far");
                for (int place = 0; place < places; place++) {
                    Object[] argument = {place};
                    List<GuestFrame> frames = assertThrows(Trap.class, () -> far.call(argument)).frames();
                    assertEquals(1, frames.size());
                    assertEquals(offsets[place], frames.get(0).offset(), way + " " + place);
                }
            }
        }
    }

    private static int put(int[] code, int at, int... parts) {
        System.arraycopy(parts, 0, code, at, parts.length);
        return at + parts.length;
    }

    @Test
    void whatIsPrintedHasThem() {
        try (Engine engine = Engine.create()) {
            GuestFrame inner = trap(engine, guest("lines4.wasm"), "divide", 5).frames().get(0);
            assertTrue(inner.toString().matches("[0-9a-f]{8}!ratio \\(lines\\.c:10:16\\) @ 0x[0-9a-f]+"), inner::toString);
        }
    }

    @Test
    void sectionsThatEndInZerosOnlyKnowLess() {
        byte[] whole = guest("lines5.wasm");
        int[] section = section(whole);
        try (Engine engine = Engine.create(EngineConfig.builder().interpreter(true).build())) {
            for (int length = 0; length < section[1]; length++) {
                byte[] cut = whole.clone();
                Arrays.fill(cut, section[0] + length, section[0] + section[1], (byte) 0);
                Trap trap = trap(engine, cut, "divide", 5);
                assertEquals(2, trap.frames().size());
            }
        }
    }

    @Test
    void sectionsThatAreGarbageBreakNothing() {
        byte[] whole = guest("lines5.wasm");
        int[] section = section(whole);
        Random random = new Random(5);
        List<Optional<SourceLocation>> told = new ArrayList<>();
        try (Engine engine = Engine.create(EngineConfig.builder().interpreter(true).build())) {
            for (int round = 0; round < 500; round++) {
                byte[] broken = whole.clone();
                for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
                    broken[section[0] + random.nextInt(section[1])] = (byte) random.nextInt(256);
                }
                Trap trap = trap(engine, broken, "divide", 5);
                assertEquals("wasm trap: integer divide by zero", trap.getMessage());
                trap.frames().forEach(frame -> told.add(frame.source()));
            }
        }
        assertEquals(1_000, told.size());
        assertTrue(told.stream().anyMatch(Optional::isEmpty) && told.stream().anyMatch(Optional::isPresent));
    }

    /** Where the content of the line section begins, and its length. */
    private static int[] section(byte[] binary) {
        byte[] name = SECTION.getBytes(StandardCharsets.US_ASCII);
        for (int at = 8; at < binary.length; at++) {
            if (binary[at] == name.length && new String(binary, at + 1, name.length, StandardCharsets.US_ASCII).equals(SECTION)
                    && binary[at + 1 + name.length] != '_') {
                int from = at + 1 + name.length;
                int length = (binary[from] & 0xff) + ((binary[from + 1] & 0xff) << 8) + 4;
                return new int[] {from, length};
            }
        }
        throw new AssertionError("no " + SECTION);
    }
}
