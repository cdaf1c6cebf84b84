package org.granary.store.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.granary.engine.GuestFrame;
import org.granary.engine.SourceLocation;
import org.granary.vm.Instantiable;
import org.granary.vm.SourceLines;

/**
 * Finds the guest's frames in Java stack traces, by the class names of the modules that can run in a store. Immutable.
 *
 * <p>A function may stand in several methods (pieces of a split one, the trampoline above a body with tail calls); its frames become one,
 * with the innermost position.
 */
public final class GuestTrace {
    private static final int MOST_DIGITS = 4;
    /** What stands behind a part's name is in units of so many bits. */
    private static final int UNIT_BITS = 15;
    /** What class files tell of all lines from here on. */
    private static final int LAST_LINE = 65_535;
    private static final int DIGITS = 8;

    private final List<Instantiable> modules;
    private final Map<String, String> names;

    /**
     * Reads traces of a store.
     *
     * @param modules the modules whose code can run in it
     * @param names   what the store calls modules that have no name of their own, by SHA-256
     */
    public GuestTrace(List<Instantiable> modules, Map<String, String> names) {
        this.modules = List.copyOf(modules);
        this.names = Map.copyOf(names);
    }

    /**
     * A frame and the module whose code it is.
     *
     * @param frame  the frame without its source
     * @param module the module
     */
    public record Place(GuestFrame frame, Instantiable module) {
    }

    /**
     * The guest's frames of an exception, or else those of its cause.
     *
     * @param thrown any exception
     * @return the frames, innermost first; empty when it did not come through a guest
     */
    public List<GuestFrame> frames(Throwable thrown) {
        return told(places(thrown)).get();
    }

    /**
     * The guest's frames of an exception, or else those of its cause, each with its module.
     *
     * @param thrown any exception
     * @return the frames, innermost first; empty when it did not come through a guest
     */
    public List<Place> places(Throwable thrown) {
        if (modules.isEmpty()) {
            return List.of();
        }
        // a failed check of the JVM knows the instruction; the trap made of it knows the function, and the check may come without a trace
        List<Place> cause = thrown.getCause() == null ? List.of() : read(thrown.getCause().getStackTrace());
        return cause.isEmpty() ? read(thrown.getStackTrace()) : cause;
    }

    /**
     * Puts off looking up lines of source, which takes time, while most traps are only caught.
     *
     * @param places frames
     * @return looks them up when it is asked; holds no class of a guest
     */
    public static Supplier<List<GuestFrame>> told(List<Place> places) {
        GuestFrame[] frames = new GuestFrame[places.size()];
        SourceLines[] lines = new SourceLines[frames.length];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = places.get(i).frame();
            lines[i] = places.get(i).module().sourceLines();
        }
        return new Told(frames, lines);
    }

    private record Told(GuestFrame[] frames, SourceLines[] lines) implements Supplier<List<GuestFrame>> {
        @Override
        public List<GuestFrame> get() {
            List<GuestFrame> all = new ArrayList<>();
            for (int i = 0; i < frames.length; i++) {
                all.addAll(told(frames[i], lines[i]));
            }
            return List.copyOf(all);
        }
    }

    /** A frame with its source, and before it those of the functions that are inlined at its instruction. */
    private static List<GuestFrame> told(GuestFrame frame, SourceLines lines) {
        List<GuestFrame> all = new ArrayList<>();
        Optional<SourceLocation> source = lines.find(frame.function(), frame.offset());
        for (SourceLines.Inlined inlined : lines.inlined(frame.function(), frame.offset())) {
            all.add(frame.inlining(inlined.name(), source));
            source = inlined.calledAt();
        }
        all.add(frame.at(source));
        return all;
    }

    /**
     * The guest's frames of an exception of the host; its cause's are not looked at.
     *
     * @param thrown any exception
     * @return the frames, innermost first; empty when it did not come through a guest
     */
    public List<Place> passed(Throwable thrown) {
        return modules.isEmpty() ? List.of() : read(thrown.getStackTrace());
    }

    private List<Place> read(StackTraceElement[] trace) {
        List<Place> frames = new ArrayList<>();
        Instantiable partOf = null;
        int part = -1;
        for (StackTraceElement element : trace) {
            Instantiable module = moduleOf(element.getClassName());
            int function = module == null ? -1 : module.functionOf(element.getClassName(), element.getMethodName());
            if (function < 0) {
                continue;
            }
            int units = units(element.getMethodName());
            boolean isPart = units >= 0;
            boolean same = module == partOf && function == part;
            if (!same) {
                int offset = offset(element.getLineNumber(), Math.max(0, units));
                frames.add(new Place(new GuestFrame(nameOf(module), function, module.functionName(function), offset), module));
            }
            partOf = isPart ? module : null;
            part = isPart ? function : -1;
        }
        return frames;
    }

    /** What the name of a part or of a body says that is to be added, as {@code b2} in {@code f$p1b2}; -1 when it is none's. */
    private static int units(String method) {
        int kind = method.lastIndexOf('$') + 1;
        if (kind == 0 || method.startsWith("t", kind) && method.length() == kind + 1) {
            return kind == 0 ? -1 : 0;
        }
        int number = digits(method, kind + 1);
        if (!method.startsWith("p", kind) || number == kind + 1 || number == method.length()) {
            return method.startsWith("p", kind) && number > kind + 1 ? 0 : -1;
        }
        int end = digits(method, number + 1);
        boolean base = method.charAt(number) == 'b' && end == method.length() && end > number + 1 && end <= number + 1 + MOST_DIGITS;
        return base ? Integer.parseInt(method, number + 1, end, 10) : -1;
    }

    /** Where digits end that begin at an index. */
    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    /** An offset from a line, and what the part's name says is to be added. */
    private static int offset(int line, int units) {
        return line <= 0 || line == LAST_LINE ? -1 : line + (units << UNIT_BITS);
    }

    private Instantiable moduleOf(String className) {
        for (Instantiable module : modules) {
            if (className.startsWith(module.packagePrefix())) {
                return module;
            }
        }
        return null;
    }

    private String nameOf(Instantiable module) {
        Optional<String> own = module.name();
        return own.isPresent() ? own.get() : names.getOrDefault(module.sha256(), module.sha256().substring(0, DIGITS));
    }
}
