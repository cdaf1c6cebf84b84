package org.granary.store.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.granary.engine.Engine;
import org.granary.engine.GuestFrame;
import org.granary.type.ExportType;
import org.granary.type.GlobalType;
import org.granary.type.ImportType;
import org.granary.vm.CheckpointSite;
import org.granary.vm.ExportIndex;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.VmStore;
import org.junit.jupiter.api.Test;

class GuestTraceTest {
    private static final String PREFIX = "org.granary.guest.m0123456789abcdef.";

    private final GuestTrace trace =
            new GuestTrace(List.of(new Named(Map.of("a", 0, "b", 1, "b$p1", 1, "b$p2", 1, "c$t", 2, "c", 2))), Map.of());

    /** A module that only knows its methods. */
    private record Named(Map<String, Integer> methods) implements Instantiable {
        @Override
        public GlobalType globalType(int index) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long localCount(int function) {
            return 0;
        }

        @Override
        public byte[] binary() {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] serialize() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int functionOf(String className, String methodName) {
            return methods.getOrDefault(methodName, -1);
        }

        @Override
        public Optional<String> functionName(int index) {
            return index == 0 ? Optional.of("first") : Optional.empty();
        }

        @Override
        public String packagePrefix() {
            return PREFIX;
        }

        @Override
        public Optional<String> name() {
            return Optional.empty();
        }

        @Override
        public String sha256() {
            return "0123456789abcdef";
        }

        @Override
        public Instance instantiate(VmStore store, Object[] imports) {
            throw new AssertionError();
        }

        @Override
        public int start() {
            return -1;
        }

        @Override
        public Optional<ExportIndex> export(String name) {
            return Optional.empty();
        }

        @Override
        public CheckpointSite checkpoints() {
            return null;
        }

        @Override
        public void chooseVariant(Instance instance) {
        }

        @Override
        public List<ImportType> imports() {
            return List.of();
        }

        @Override
        public List<ExportType> exports() {
            return List.of();
        }

        @Override
        public Engine engine() {
            return null;
        }
    }

    private static StackTraceElement guest(String method, int line) {
        return new StackTraceElement(PREFIX + "F0$x", method, "module.wasm", line);
    }

    private static StackTraceElement host() {
        return new StackTraceElement("java.util.List", "forEach", "List.java", 1);
    }

    private String read(StackTraceElement... elements) {
        Exception thrown = new Exception();
        thrown.setStackTrace(elements);
        return trace.frames(thrown).toString();
    }

    @Test
    void framesHaveModuleFunctionAndOffset() {
        assertEquals("[01234567!first @ 0x10, 01234567!func[1] @ 0x20]", read(host(), guest("a", 16), host(), guest("b", 32), host()));
    }

    @Test
    void methodsThatAreNoFunctionsAreLeftOut() {
        assertEquals("[01234567!first @ 0x10]",
                read(guest("icall$II", 5), guest("a", 16), new StackTraceElement(PREFIX + "Code$x", "call$0", null, -1)));
    }

    @Test
    void piecesOfASplitFunctionAreOneFrame() {
        assertEquals("[01234567!func[1] @ 0x5, 01234567!first @ 0x7]",
                read(guest("b$p2", 5), guest("b$p1", 6), guest("b", 1), guest("a", 7)));
    }

    /** A part's name says what is to be added to its lines; a name that says it in another way is no part's, and its frame its own. */
    @Test
    void aPartsNameSaysWhereItsLinesBegin() {
        Map<String, Integer> methods = new HashMap<>(Map.of("f", 7));
        List<String> parts = List.of("f$p1", "f$p12", "f$p3b0", "f$p3b2", "f$p3b1234", "f$t");
        List<String> others = List.of("f$p", "f$pb1", "f$p1b", "f$p1b12345", "f$p1c", "f$p1b2x", "f$x", "f$tt", "f$", "p1", "f$b1");
        parts.forEach(name -> methods.put(name, 7));
        others.forEach(name -> methods.put(name, 7));
        GuestTrace known = new GuestTrace(List.of(new Named(methods)), Map.of());
        for (String name : methods.keySet()) {
            Exception thrown = new Exception();
            thrown.setStackTrace(new StackTraceElement[] {guest(name, 5), guest("f", 9)});
            List<GuestFrame> frames = known.frames(thrown);
            boolean part = parts.contains(name);
            assertEquals(part ? 1 : 2, frames.size(), name);
            int units = !part || name.indexOf('b') < 0 ? 0 : Integer.parseInt(name.substring(name.indexOf('b') + 1));
            assertEquals(5 + (units << 15), frames.get(0).offset(), name);
        }
    }

    @Test
    void recursionOfASplitFunctionStaysVisible() {
        assertEquals("[01234567!func[1] @ 0x5, 01234567!func[1] @ 0x6, 01234567!func[1] @ 0x1]",
                read(guest("b$p1", 5), guest("b", 9), guest("b$p1", 6), guest("b", 9), guest("b", 1)));
    }

    @Test
    void aBodyAndItsTrampolineAreOneFrame() {
        assertEquals("[01234567!func[2] @ 0x3, 01234567!first @ 0x4]", read(guest("c$t", 3), guest("c", -1), guest("a", 4)));
    }

    @Test
    void aTraceWithoutGuestsIsLookedForInTheCause() {
        Exception cause = new Exception();
        cause.setStackTrace(new StackTraceElement[] {guest("a", 1)});
        Exception outer = new Exception(cause);
        outer.setStackTrace(new StackTraceElement[] {host()});
        assertEquals("[01234567!first @ 0x1]", trace.frames(outer).toString());
    }

    @Test
    void whatAnExceptionOfTheHostPassedIsNotLookedForInItsCause() {
        Exception cause = new Exception();
        cause.setStackTrace(new StackTraceElement[] {guest("a", 1)});
        Exception thrown = new Exception(cause);
        thrown.setStackTrace(new StackTraceElement[] {host(), guest("b", 2)});
        assertEquals("[01234567!func[1] @ 0x2]", trace.passed(thrown).stream().map(GuestTrace.Place::frame).toList().toString());
        thrown.setStackTrace(new StackTraceElement[] {host()});
        assertEquals(List.of(), trace.passed(thrown));
    }
}
