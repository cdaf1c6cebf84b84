package org.granary.vm;

import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.granary.engine.Engine;
import org.granary.type.DefType;
import org.granary.type.FuncType;
import org.granary.type.TypeCanon;

/** An engine as our other bundles see it; every {@link Engine} of ours is one. Thread-safe. */
public interface EngineCore extends Engine {
    /**
     * The engine's canonical types.
     *
     * @return one object for the engine
     */
    TypeCanon types();

    /**
     * The engine's epoch, raised by {@link Engine#incrementEpoch}.
     *
     * @return one object for the engine
     */
    AtomicLong epoch();

    /**
     * The threads that asynchronous calls run on.
     *
     * @return one object for the engine
     */
    CallThreads callThreads();

    /**
     * What rings when a call's time has passed.
     *
     * @return one object for the engine
     */
    Alarms alarms();

    /**
     * How often guests at their budgets may have the JVM collect.
     *
     * @return one object for the engine
     */
    CollectionPace collectionPace();

    /**
     * Whose host code threads run, of the stores that use shared memories.
     *
     * @return one object for the engine
     */
    Nesting nesting();

    /**
     * Another handle on this engine, for a store, which keeps it until it is closed.
     *
     * @param store the store; found by {@link #inside} from now on
     * @return a new handle
     * @throws IllegalStateException when this handle is closed
     */
    EngineCore shareFor(VmStore store);

    /**
     * A handle that keeps nothing alive and that nobody has to close: to be given out to whoever asks what engine something is of.
     *
     * @return a new handle, which can be closed without harm to others
     */
    EngineCore uncounted();

    /**
     * The stores of this engine that the calling thread is in. Takes a look at each; also through a closed handle.
     *
     * @return in no order; empty for most threads
     */
    List<VmStore> inside();

    /**
     * Makes a host function that compiled code can call.
     *
     * @param store  the owning store
     * @param type   its canonical type
     * @param target what runs
     * @return the function; {@link FuncRef#boundTo} makes copies that know their caller
     */
    FuncRef hostFunction(VmStore store, DefType type, HostTarget target);

    /**
     * Makes a structure of zeros and nulls.
     *
     * @param type one of {@link #types}, a structure type
     * @return the structure, which no store has counted
     */
    GcStruct structure(DefType type);

    /**
     * An exception of a guest.
     *
     * @param tag    its tag
     * @param values one for each parameter of the tag's type, boxed as {@link Untyped} says
     * @return a new exception
     */
    ExnRef exception(Tag tag, Object[] values);

    /**
     * What an exception carries.
     *
     * @param exception the exception
     * @return one for each parameter of the tag's type, boxed as {@link Untyped} says; the caller's own
     */
    Object[] values(ExnRef exception);

    /**
     * A handle that calls functions of a type with unboxed arguments, typed as the JVM descriptor says (shape objects for several results).
     *
     * @param type the type
     * @return (FuncRef, parameters) result
     */
    MethodHandle handle(FuncType type);

    /**
     * What makes objects of a functional interface; kept with the engine and the interface.
     *
     * @param type an interface with one abstract method, accessible or not
     * @param <F>  the interface
     * @return the same object as long as both live
     * @throws IllegalArgumentException when the type is not a functional interface
     */
    <F> Functional<F> functional(Class<F> type);
}
