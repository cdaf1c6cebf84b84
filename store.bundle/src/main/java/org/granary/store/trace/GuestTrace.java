package org.granary.store.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.granary.engine.GuestFrame;
import org.granary.vm.Instantiable;
import org.granary.vm.SourceLines;

/**
 * Finds the guest's frames in Java stack traces, by the class names of the modules that can run in a store. Immutable.
 *
 * <p>A function may stand in several methods (pieces of a split one, the trampoline above a body with tail calls); its frames become one, with the innermost position.
 */
public final class GuestTrace {
    private static final Pattern PART = Pattern.compile(".*\\$(p\\d+|t)");
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
     * A frame, and who knows where it is in the source. Looking that up takes time, and most traps are only caught.
     *
     * @param frame the frame without its source
     * @param lines who knows more
     */
    private record Found(GuestFrame frame, SourceLines lines) {
        GuestFrame located() {
            return frame.at(lines.find(frame.function(), frame.offset()));
        }
    }

    /**
     * The guest's frames of an exception, or else those of its cause.
     *
     * @param thrown any exception
     * @return the frames, innermost first; empty when it did not come through a guest
     */
    public List<GuestFrame> frames(Throwable thrown) {
        return locate(thrown).map(Supplier::get).orElse(List.of());
    }

    /**
     * The guest's frames of an exception, or else those of its cause, to be told when they are wanted.
     *
     * @param thrown any exception
     * @return looks up lines of source when it is asked, and gives the frames, innermost first; holds no class of a guest. Empty when the exception did
     *         not come through a guest
     */
    public Optional<Supplier<List<GuestFrame>>> locate(Throwable thrown) {
        if (modules.isEmpty()) {
            return Optional.empty();
        }
        // a failed check of the JVM knows the instruction; the trap made of it knows the function, and the check may come without a trace
        List<Found> cause = thrown.getCause() == null ? List.of() : read(thrown.getCause().getStackTrace());
        List<Found> found = cause.isEmpty() ? read(thrown.getStackTrace()) : cause;
        return found.isEmpty() ? Optional.empty() : Optional.of(() -> located(found));
    }

    private static List<GuestFrame> located(List<Found> found) {
        return found.stream().map(Found::located).toList();
    }

    /**
     * Adds the guest's frames to an exception of the host, once, as a suppressed exception; nothing when it has none or takes none.
     *
     * @param thrown the host's exception
     */
    public void note(Throwable thrown) {
        if (modules.isEmpty()) {
            return;
        }
        for (Throwable known : thrown.getSuppressed()) {
            if (known instanceof GuestStack) {
                return;
            }
        }
        List<Found> found = read(thrown.getStackTrace());
        if (!found.isEmpty()) {
            thrown.addSuppressed(new GuestStack(() -> located(found)));
        }
    }

    private List<Found> read(StackTraceElement[] trace) {
        List<Found> frames = new ArrayList<>();
        Instantiable partOf = null;
        int part = -1;
        for (StackTraceElement element : trace) {
            Instantiable module = moduleOf(element.getClassName());
            int function = module == null ? -1 : module.functionOf(element.getClassName(), element.getMethodName());
            if (function < 0) {
                continue;
            }
            boolean isPart = PART.matcher(element.getMethodName()).matches();
            boolean same = module == partOf && function == part;
            if (!same) {
                int offset = element.getLineNumber() <= 0 ? -1 : element.getLineNumber();
                frames.add(new Found(new GuestFrame(nameOf(module), function, module.functionName(function), offset), module.sourceLines()));
            }
            partOf = isPart ? module : null;
            part = isPart ? function : -1;
        }
        return frames;
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
        return module.name().orElseGet(() -> names.getOrDefault(module.sha256(), module.sha256().substring(0, DIGITS)));
    }
}
