package org.granary.compile.emit;

import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Stmt;

/**
 * The code of loads and stores for one representation of a memory. What a method needs of the memory stands in JVM locals, set at its
 * entry and after everything that may move the memory. Stateless.
 */
public interface MemoryAccess {
    /**
     * The letter of the representation in a variant's key.
     *
     * @return one of {@code xrls}
     */
    char letter();

    /**
     * The descriptors of the JVM locals.
     *
     * @return one or more field descriptors
     */
    String[] locals();

    /**
     * Sets the JVM locals from the instance.
     *
     * @param code     the method
     * @param method   the slots of the method, which pushes the instance
     * @param owner    the internal name of the instance class
     * @param memory   the memory's index
     * @param slots    the slots of the locals
     */
    void refresh(Code code, Slots method, String owner, int memory, int[] slots);

    /**
     * Empties those JVM locals that would keep alive what the memory has outgrown; {@link #refresh} follows before the next access.
     *
     * @param code  the method
     * @param slots the slots of the locals
     */
    void letGo(Code code, int[] slots);

    /**
     * A load; leaves its value.
     *
     * @param e     the load
     * @param to    the method's expressions
     * @param slots the slots of the locals
     */
    void load(Expr.Load e, Expressions to, int[] slots);

    /**
     * A store.
     *
     * @param s     the store
     * @param to    the method's expressions
     * @param slots the slots of the locals
     */
    void store(Stmt.Store s, Expressions to, int[] slots);
}
