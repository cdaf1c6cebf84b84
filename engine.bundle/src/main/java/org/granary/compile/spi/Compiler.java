package org.granary.compile.spi;

import java.lang.invoke.MethodHandle;
import java.util.List;
import org.granary.type.DefType;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.granary.validate.ValidModule;
import org.granary.vm.FuncRef;
import org.granary.vm.Functional;
import org.granary.vm.GcStruct;
import org.granary.vm.HostTarget;
import org.granary.vm.VmStore;

/**
 * What makes modules executable, one object for an engine. With the code of modules comes the form of everything that such code and the
 * host hand to each other: functions of the host, and what exceptions carry. Thread-safe.
 */
public interface Compiler {
    /**
     * Whether instructions are interpreted and no class is ever defined.
     *
     * @return the same answer always
     */
    boolean interprets();

    /**
     * Makes a module executable.
     *
     * @param module a valid module
     * @param sha256 the hash of its bytes, in hex; stack traces name the module by it
     * @return its code
     */
    CompiledModule compile(ValidModule module, String sha256);

    /**
     * Makes a module executable of which some code may be at hand already.
     *
     * @param module a module whose bodies are valid, or were when the code at hand was made of them
     * @param sha256 the hash of its bytes, in hex
     * @param kept   the code at hand
     * @return its code
     */
    default CompiledModule compile(ValidModule module, String sha256, KeptClasses kept) {
        return compile(module, sha256);
    }

    /**
     * The engine's last handle is closed: what is written that nobody has asked for yet is written no further. What anybody asks for later
     * still is.
     */
    default void rest() {
        // where nothing is written ahead there is nothing to end
    }

    /**
     * Makes a host function that this compiler's code can call.
     *
     * @param store  the owning store
     * @param type   its canonical type
     * @param target what runs
     * @return the function, bound to no caller
     */
    FuncRef hostFunction(VmStore store, DefType type, HostTarget target);

    /**
     * What an exception carries, in the form of this compiler's code.
     *
     * @param types  the types of the values
     * @param values one for each, boxed as {@link org.granary.vm.Untyped} says
     * @return the values of an {@link org.granary.vm.ExnRef}; null without any
     */
    Object packed(List<ValType> types, Object[] values);

    /**
     * The other way round.
     *
     * @param types  the types of the values
     * @param packed what {@link #packed} or code has made of them
     * @return one for each, boxed as {@link org.granary.vm.Untyped} says; the caller's own
     */
    Object[] unpacked(List<ValType> types, Object packed);

    /**
     * Makes a structure of zeros and nulls.
     *
     * @param type a canonical structure type
     * @return the structure, as the code of this compiler has it
     */
    GcStruct structure(DefType type);

    /**
     * A handle that calls functions of a type with unboxed arguments.
     *
     * @param type the type
     * @return (FuncRef, parameters) result; a vector and several results come in a form of the compiler's own
     */
    MethodHandle handle(FuncType type);

    /**
     * What makes objects of a functional interface.
     *
     * @param type an interface with one abstract method, accessible or not
     * @param <F>  the interface
     * @return a new one; nothing refers from it to this compiler
     * @throws IllegalArgumentException when the type is not a functional interface
     */
    <F> Functional<F> functional(Class<F> type);
}
