package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.GuestFrame;
import org.granary.engine.SourceLocation;
import org.granary.engine.Trap;
import org.junit.jupiter.api.Test;

/** Frames of functions that the guest's compiler has put into others; the guests' sources are in {@code src/test/guests}. */
class InlinedLinesTest {
    /** The compiler has put the second call first. */
    private static final List<String> NESTED = List.of("share part/share.h:5:18 inlined", "both inlined.c:9:13 inlined",
            "nested inlined.c:14:16");

    private static byte[] guest(String name) {
        try (InputStream file = InlinedLinesTest.class.getResourceAsStream("/guests/" + name)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }

    private static Trap trap(Engine engine, byte[] binary, String export) {
        try (Store<Void> store = Store.create(engine)) {
            Func func = Instance.create(store, engine.compile(binary), List.of()).func(export);
            return assertThrows(Trap.class, () -> func.call(7));
        }
    }

    private static List<String> lines(Trap trap) {
        return trap.frames().stream().map(frame -> frame.name().orElse("?") + " "
                + frame.source().map(SourceLocation::toString).orElse("?") + (frame.inlined() ? " inlined" : "")).toList();
    }

    private static EngineConfig config(boolean interpreter) {
        return EngineConfig.builder().interpreter(interpreter).build();
    }

    @Test
    void functionsThatWereInlinedHaveFramesInBothVersions() {
        for (boolean interpreter : new boolean[] {false, true}) {
            try (Engine engine = Engine.create(config(interpreter))) {
                for (String guest : List.of("inlined4.wasm", "inlined5.wasm")) {
                    assertEquals(NESTED, lines(trap(engine, guest(guest), "nested")), guest);
                    assertEquals(List.of("plain inlined.c:20:18"), lines(trap(engine, guest(guest), "plain")), guest);
                }
            }
        }
    }

    @Test
    void theyStandBeforeTheFunctionThatWasCompiled() {
        try (Engine engine = Engine.create()) {
            List<GuestFrame> frames = trap(engine, guest("inlined5.wasm"), "nested").frames();
            assertEquals(Set.of(frames.get(2).offset()), new HashSet<>(frames.stream().map(GuestFrame::offset).toList()));
            assertEquals(Set.of(frames.get(2).function()), new HashSet<>(frames.stream().map(GuestFrame::function).toList()));
            assertTrue(frames.get(0).toString().matches("[0-9a-f]{8}!share \\(part/share\\.h:5:18\\) inlined"), frames.get(0)::toString);
            assertTrue(frames.get(2).toString().matches("[0-9a-f]{8}!nested \\(inlined\\.c:14:16\\) @ 0x[0-9a-f]+"),
                    frames.get(2)::toString);
        }
    }

    /** Whatever stands in the sections, the function that was compiled is told, and nothing else than a trap comes out. */
    @Test
    void sectionsThatAreGarbageBreakNothing() {
        Random random = new Random(9);
        Set<List<String>> told = new HashSet<>();
        try (Engine engine = Engine.create(config(true))) {
            for (String guest : List.of("inlined4.wasm", "inlined5.wasm")) {
                byte[] whole = guest(guest);
                List<int[]> sections = sections(whole);
                for (int round = 0; round < 400; round++) {
                    byte[] broken = whole.clone();
                    for (int flips = 1 + random.nextInt(6); flips > 0; flips--) {
                        int[] section = sections.get(random.nextInt(sections.size()));
                        broken[section[0] + random.nextInt(section[1] - section[0])] = (byte) random.nextInt(256);
                    }
                    Trap trap = trap(engine, broken, "nested");
                    List<GuestFrame> frames = trap.frames();
                    assertEquals("wasm trap: integer divide by zero", trap.getMessage());
                    assertEquals("nested", frames.get(frames.size() - 1).name().orElseThrow());
                    assertTrue(frames.stream().limit(frames.size() - 1).allMatch(GuestFrame::inlined));
                    told.add(lines(trap));
                }
            }
        }
        assertTrue(told.contains(NESTED) && told.size() > 10, () -> told.toString());
    }

    @Test
    void sectionsThatEndInZerosOnlyKnowLess() {
        try (Engine engine = Engine.create(config(true))) {
            for (String guest : List.of("inlined4.wasm", "inlined5.wasm")) {
                byte[] whole = guest(guest);
                for (int[] section : sections(whole)) {
                    for (int from = section[0]; from < section[1]; from += 7) {
                        byte[] cut = whole.clone();
                        Arrays.fill(cut, from, section[1], (byte) 0);
                        List<String> told = lines(trap(engine, cut, "nested"));
                        assertTrue(told.get(told.size() - 1).startsWith("nested"), told::toString);
                    }
                }
            }
        }
    }

    /** Where the contents of the debug sections begin and end, those of lines left out. */
    private static List<int[]> sections(byte[] binary) {
        List<int[]> found = new ArrayList<>();
        for (int at = 8; at < binary.length;) {
            int[] length = leb(binary, at + 1);
            if (binary[at] == 0) {
                int name = length[1] + 1;
                String text = new String(binary, name, binary[length[1]], StandardCharsets.US_ASCII);
                if (text.startsWith(".debug_") && !text.startsWith(".debug_line")) {
                    found.add(new int[] {name + text.length(), length[1] + length[0]});
                }
            }
            at = length[1] + length[0];
        }
        assertTrue(found.size() >= 4, "debug sections: " + found.size());
        return found;
    }

    /** A LEB128 and the place behind it. */
    private static int[] leb(byte[] binary, int from) {
        int value = 0;
        int at = from;
        for (int shift = 0;; shift += 7) {
            value |= (binary[at] & 0x7f) << shift;
            if (binary[at++] >= 0) {
                return new int[] {value, at};
            }
        }
    }
}
