package org.granary.engine;

import java.util.Objects;
import java.util.Optional;

/**
 * One frame of a guest's call stack. Immutable.
 *
 * @param module   the module's name from its {@code name} section or, without one, the name that the store has for it, such
 *                 as its plugin's, or else the first 8 hex digits of its SHA-256
 * @param function the function's index in the module
 * @param name     the function's name from the {@code name} section or an export
 * @param offset   the byte offset of the instruction from the start of the function's body, or -1 where it is not known
 * @param source   where the instruction comes from, when the module carries a {@code .debug_line} section that knows; of a frame around an
 *                 inlined one, where it is called
 * @param inlined  whether the frame is that of a function which the guest's compiler has put into the next frame's; index and offset are
 *                 those of the function that was compiled
 */
public record GuestFrame(String module, int function, Optional<String> name, int offset, Optional<SourceLocation> source,
        boolean inlined) {
    /**
     * Checks what is given.
     */
    public GuestFrame {
        Objects.requireNonNull(source, "source");
    }

    /**
     * A frame of which no source is known.
     *
     * @param module   the module's name
     * @param function the function's index in the module
     * @param name     the function's name, if it has one
     * @param offset   the byte offset of the instruction, or -1
     */
    public GuestFrame(String module, int function, Optional<String> name, int offset) {
        this(module, function, name, offset, Optional.empty());
    }

    /**
     * A frame of a function that was compiled as such.
     *
     * @param module   the module's name
     * @param function the function's index in the module
     * @param name     the function's name, if it has one
     * @param offset   the byte offset of the instruction, or -1
     * @param source   where the instruction comes from, or empty
     */
    public GuestFrame(String module, int function, Optional<String> name, int offset, Optional<SourceLocation> source) {
        this(module, function, name, offset, source, false);
    }

    /**
     * The same frame with its source.
     *
     * @param location where the instruction comes from, or empty
     * @return this or a new frame
     */
    public GuestFrame at(Optional<SourceLocation> location) {
        return location.equals(source) ? this : new GuestFrame(module, function, name, offset, location, inlined);
    }

    /**
     * The frame of a function that is inlined at this frame's instruction.
     *
     * @param called   its name, if that is known
     * @param location where the instruction comes from, or empty
     * @return a new frame
     */
    public GuestFrame inlining(Optional<String> called, Optional<SourceLocation> location) {
        return new GuestFrame(module, function, called, offset, location, true);
    }

    @Override
    public String toString() {
        String line = source.map(place -> " (" + place + ")").orElse("");
        String where = offset < 0 ? "" : " @ 0x" + Integer.toHexString(offset);
        return module + "!" + name.orElse(inlined ? "inlined" : "func[" + function + "]") + line + (inlined ? " inlined" : where);
    }
}
