package org.granary.engine;

import java.util.Optional;

/**
 * One frame of a guest's call stack. Immutable.
 *
 * @param module   the module's name from its {@code name} section or, without one, the name that the store has for it, such
 *                 as its plugin's, or else the first 8 hex digits of its SHA-256
 * @param function the function's index in the module
 * @param name     the function's name from the {@code name} section or an export
 * @param offset   the byte offset of the instruction from the start of the function's body, or -1 where it is not known
 */
public record GuestFrame(String module, int function, Optional<String> name, int offset) {
    @Override
    public String toString() {
        String where = offset < 0 ? "" : " @ 0x" + Integer.toHexString(offset);
        return module + "!" + name.orElse("func[" + function + "]") + where;
    }
}
