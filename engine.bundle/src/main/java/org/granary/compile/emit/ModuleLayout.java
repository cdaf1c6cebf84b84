package org.granary.compile.emit;

import java.util.List;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Kind;
import org.granary.type.DefType;

/** Where everything of a module stands in its generated classes, for one variant of the code. Thread-safe. */
public interface ModuleLayout {
    /**
     * The generated instance class.
     *
     * @return its internal name
     */
    String instance();

    /**
     * The class that holds the stub of indirect calls of a shape in this variant.
     *
     * @param shape the shape of a type that the module defines
     * @return its internal name
     */
    String stubs(CallShape shape);

    /**
     * The stub of indirect calls of a shape.
     *
     * @param shape the shape of a type that the module defines
     * @return the method's name in {@link #stubs(CallShape)}
     */
    String stub(CallShape shape);

    /**
     * How a memory is held.
     *
     * @param memory its index
     * @return the code for its representation
     */
    MemoryAccess access(int memory);

    /**
     * Whether a memory never changes its place or size: nothing grows it.
     *
     * @param memory its index
     * @return true when what was read at a function's entry stays true
     */
    boolean steady(int memory);

    /**
     * Whether a function is imported.
     *
     * @param function its index
     * @return true for imports
     */
    boolean imported(int function);

    /**
     * The class that holds an own function in this variant.
     *
     * @param function its index
     * @param part     0, or the number of a part of a cut function
     * @return its internal name
     */
    String owner(int function, int part);

    /**
     * The method name of a function.
     *
     * @param function its index
     * @return the name; parts and bodies of tail callers add to it
     */
    String method(int function);

    /**
     * Whether a global lives in a cell that others may share; else in a field of the instance.
     *
     * @param global its index
     * @return true for imported, exported and immutable globals
     */
    boolean cell(int global);

    /**
     * How a global is held.
     *
     * @param global its index
     * @return its kind
     */
    Kind globalKind(int global);

    /**
     * The shape of a function type.
     *
     * @param type a function type
     * @return its shape
     */
    CallShape shape(DefType type);

    /**
     * A type of the module.
     *
     * @param index the type index
     * @return the canonical type
     */
    DefType type(int index);

    /**
     * The class of the structures of a type.
     *
     * @param type the index of a structure type
     * @return its internal name
     */
    String structure(int type);

    /**
     * The number by which generated code asks for a type.
     *
     * @param type a type that the module names
     * @return its index in the module's type index space
     */
    int typeIndex(DefType type);

    /**
     * Whether NaNs that are computed are made canonical.
     *
     * @return false unless the engine's configuration asks for it
     */
    boolean canonicalNans();

    /**
     * Whether other threads may change a memory while the code runs.
     *
     * @return true when this variant has a shared memory
     */
    boolean shares();

    /**
     * Whether check points are written.
     *
     * @return false when the engine's configuration asks for none
     */
    boolean checkpoints();

    /**
     * Whether fuel is spent.
     *
     * @return the engine's setting
     */
    boolean metered();

    /**
     * Whether check points look at the engine's epoch.
     *
     * @return the engine's setting
     */
    boolean epochs();

    /**
     * What the exceptions of a tag carry.
     *
     * @param tag the tag's index
     * @return the kinds
     */
    List<Kind> tagKinds(int tag);
}
