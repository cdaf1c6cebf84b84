package org.granary.store;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.granary.engine.GuestException;
import org.granary.engine.GuestFrame;
import org.granary.store.trace.GuestTrace;
import org.granary.type.AbstractHeapType;
import org.granary.type.RefType;
import org.granary.type.ValType;
import org.granary.vm.ExnRef;

/**
 * An exception of a guest, seen by the host: what comes out of a call when no guest has caught it, what a host function throws for guests
 * to catch, and the value of an {@code exnref}. Belongs to one store: thrown by a host function of another
 * store it is an exception of the host like any other, which guests cannot catch. Two objects are equal when they stand for one exception.
 * Immutable.
 *
 * <p>Its Java stack trace is that of the place where the host met or made it; the guest's frames are in {@link #frames()}, where the
 * engine was asked for them: guests throw in the ordinary course of things.
 */
public final class ThrownException extends GuestException {
    private static final long serialVersionUID = 1L;

    final transient StoreCore<?> core;
    final transient ExnRef vm;
    /** Asked for the frames when they are wanted, or null. */
    private transient Supplier<List<GuestFrame>> unread;
    private transient List<GuestFrame> frames = List.of();

    ThrownException(StoreCore<?> core, ExnRef vm) {
        super(shown(core, vm) + " " + told(core, vm));
        this.core = core;
        this.vm = vm;
    }

    /** What comes out of a call: with the guest's frames, where there are some. */
    static ThrownException uncaught(StoreCore<?> core, ExnRef vm) {
        ThrownException thrown = new ThrownException(core, vm);
        Throwable trace = vm.trace();
        if (trace != null) {
            thrown.unread = GuestTrace.told(core.trace().places(trace));
        }
        return thrown;
    }

    /**
     * A new exception, to be thrown by a host function.
     *
     * @param tag    what kind it is, never null
     * @param values one for each parameter of the tag's type, of the classes that arguments have
     * @throws IllegalArgumentException when number or class of the values do not fit, or one belongs to another store
     * @throws org.granary.engine.LimitException when the store's budget is used up
     * @throws ConcurrentUseException   when another thread is in the store
     */
    public ThrownException(Tag tag, Object... values) {
        this(tag.core, made(tag, values));
    }

    private static ExnRef made(Tag tag, Object[] values) {
        Object[] converted = Values.toGuest(tag.core, tag.vm.type.func().params(), values, "value", tag);
        return tag.core.alone(core -> HostObjects.counted(core, () -> core.engine().exception(tag.vm, converted)));
    }

    private static String shown(StoreCore<?> core, ExnRef vm) {
        return "exception of " + new Tag(core, vm.tag);
    }

    /**
     * What it carries, in words. Of an exception among that only the tag: a guest may put one into the other a million times, and to tell
     * them all would take the host's stack, and as much text for each.
     */
    private static List<Object> told(StoreCore<?> core, ExnRef vm) {
        List<ValType> types = vm.tag.type.func().params();
        Object[] values = raw(core, vm);
        for (int i = 0; i < values.length; i++) {
            boolean carried = values[i] instanceof ExnRef && types.get(i) instanceof RefType ref && ref.heap() == AbstractHeapType.EXN;
            values[i] = carried ? shown(core, (ExnRef) values[i]) : Values.toHost(core, types.get(i), values[i]);
        }
        return Arrays.asList(values);
    }

    private static Object[] raw(StoreCore<?> core, ExnRef vm) {
        try {
            return core.engine().values(vm);
        } catch (ClassCastException | NullPointerException e) {
            throw Values.strange("what an " + shown(core, vm) + " carries", vm.values, e);
        }
    }

    /**
     * What kind it is.
     *
     * @return never null
     */
    public Tag tag() {
        return new Tag(core, vm.tag);
    }

    /**
     * What it carries.
     *
     * @return one object for each parameter of the tag's type; an unmodifiable list, which may hold nulls
     */
    public List<Object> values() {
        Object[] values = Values.toHost(core, vm.tag.type.func().params(), raw(core, vm));
        return Collections.unmodifiableList(Arrays.asList(values));
    }

    @Override
    public synchronized List<GuestFrame> frames() {
        if (unread != null) {
            frames = List.copyOf(unread.get());
            unread = null;
        }
        return frames == null ? List.of() : frames;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ThrownException thrown && thrown.vm == vm;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(vm);
    }
}
