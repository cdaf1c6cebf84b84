package org.granary.engine;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A guest's computation ended early. The message is {@code wasm trap: } and the reason's phrase, and after it, on the same line, what is
 * known beyond that.
 */
public final class Trap extends WasmException {
    private static final long serialVersionUID = 1L;

    private final TrapCode code;
    private transient List<GuestFrame> frames = List.of();
    /** Asked for the frames when they are wanted, or null. */
    private transient Supplier<List<GuestFrame>> unread;
    private transient Object attachment;

    /**
     * Makes a trap whose message is the phrase alone.
     *
     * @param code the reason, never null
     */
    public Trap(TrapCode code) {
        this(code, (Throwable) null);
    }

    /**
     * Makes a trap.
     *
     * @param code  the reason, never null
     * @param cause what made it, or null
     */
    public Trap(TrapCode code, Throwable cause) {
        super("wasm trap: " + Objects.requireNonNull(code, "code").phrase(), cause);
        this.code = code;
    }

    /**
     * Makes a trap of which more is known.
     *
     * @param code   the reason, never null
     * @param detail what stands behind the phrase, never null
     */
    public Trap(TrapCode code, String detail) {
        super("wasm trap: " + Objects.requireNonNull(code, "code").phrase() + "; " + Objects.requireNonNull(detail, "detail"), null);
        this.code = code;
    }

    /**
     * The reason.
     *
     * @return never null
     */
    public TrapCode code() {
        return code;
    }

    /**
     * The guest's call stack, the innermost frame first. Lines of source, and functions that the guest's compiler has inlined, are looked
     * up when this is first asked.
     *
     * @return an unmodifiable list; empty when the trap did not pass through a guest
     */
    public synchronized List<GuestFrame> frames() {
        if (unread != null) {
            frames = List.copyOf(unread.get());
            unread = null;
        }
        return frames == null ? List.of() : frames;
    }

    /**
     * Whether the guest's call stack has been set.
     *
     * @return true when there are frames
     */
    public synchronized boolean located() {
        return unread != null || frames != null && !frames.isEmpty();
    }

    /**
     * Sets the guest's call stack; done once, where the trap leaves the store.
     *
     * @param guest the frames, innermost first
     */
    public void locate(List<GuestFrame> guest) {
        List<GuestFrame> copy = List.copyOf(guest);
        if (!copy.isEmpty()) {
            locate(() -> copy);
        }
    }

    /**
     * Sets the guest's call stack; done once, where the trap leaves the store.
     *
     * @param guest asked once, when somebody wants to see them: gives the frames, innermost first
     */
    public synchronized void locate(Supplier<List<GuestFrame>> guest) {
        if (!located()) {
            unread = Objects.requireNonNull(guest, "guest");
        }
    }

    /**
     * What was attached to this trap, such as the core dump of the store in which it happened.
     *
     * @param type what is looked for
     * @param <A>  its class
     * @return the object, or empty when nothing of this class is attached
     */
    public synchronized <A> Optional<A> attached(Class<A> type) {
        return type.isInstance(attachment) ? Optional.of(type.cast(attachment)) : Optional.empty();
    }

    /**
     * Attaches something, unless there is something already.
     *
     * @param object what {@link #attached} is to give; lost when the trap is serialized
     */
    public synchronized void attach(Object object) {
        attachment = attachment == null ? object : attachment;
    }
}
