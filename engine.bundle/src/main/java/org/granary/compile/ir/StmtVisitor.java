package org.granary.compile.ir;

/** Takes statements: one method for each form. */
public interface StmtVisitor {
    /**
     * Sets a local.
     *
     * @param s the statement
     */
    void setLocal(Stmt.SetLocal s);

    /**
     * Computes a value for its traps alone.
     *
     * @param s the statement
     */
    void effect(Stmt.Effect s);

    /**
     * A store.
     *
     * @param s the statement
     */
    void store(Stmt.Store s);

    /**
     * Sets a global.
     *
     * @param s the statement
     */
    void setGlobal(Stmt.SetGlobal s);

    /**
     * Sets an element of a table.
     *
     * @param s the statement
     */
    void setTable(Stmt.SetTable s);

    /**
     * An instruction that a routine of the runtime carries out: grow, fill, copy, init and drop of memories, tables and segments.
     *
     * @param s the statement
     */
    void routine(Stmt.Routine s);

    /**
     * Makes or changes a structure or an array.
     *
     * @param s the statement
     */
    void composite(Stmt.Composite s);

    /**
     * Sets fields of a shape object.
     *
     * @param s the statement
     */
    void pack(Parcel.Pack s);

    /**
     * Takes fields of a shape object.
     *
     * @param s the statement
     */
    void unpack(Parcel.Unpack s);

    /**
     * Finds which of many handlers takes an exception.
     *
     * @param s the statement
     */
    void choose(Caught.Choose s);

    /**
     * Takes the object in which an exception carries its values.
     *
     * @param s the statement
     */
    void open(Caught.Open s);

    /**
     * A call; evaluates the arguments, then what the callee needs.
     *
     * @param s the statement
     */
    void call(Stmt.Call s);

    /**
     * A call in place of a return.
     *
     * @param s the statement
     */
    void tailCall(Control.TailCall s);

    /**
     * The place of a label; several branches may come here, all from before.
     *
     * @param s the statement
     */
    void mark(Control.Mark s);

    /**
     * Goes to a label.
     *
     * @param s the statement
     */
    void branch(Control.Branch s);

    /**
     * Goes to a label when the condition is not zero.
     *
     * @param s the statement
     */
    void branchIf(Control.BranchIf s);

    /**
     * Goes to the label of an index.
     *
     * @param s the statement
     */
    void switchTo(Control.Switch s);

    /**
     * Leaves the function.
     *
     * @param s the statement
     */
    void returns(Control.Return s);

    /**
     * Traps.
     *
     * @param s the statement
     */
    void raise(Control.Raise s);

    /**
     * Throws a new exception of the guest.
     *
     * @param s the statement
     */
    void throwNew(Control.Throw s);

    /**
     * Throws an exception that has been caught before.
     *
     * @param s the statement
     */
    void throwReference(Control.ThrowRef s);

    /**
     * A loop; leaves it when control falls out of the body's end.
     *
     * @param s the statement
     */
    void loop(Control.Loop s);

    /**
     * One of two lists.
     *
     * @param s the statement
     */
    void choice(Control.If s);

    /**
     * A list whose exceptions are handled. The first handler that fits takes the exception.
     *
     * @param s the statement
     */
    void attempt(Control.Try s);

    /**
     * A place where the guest can be stopped.
     *
     * @param s the statement
     */
    void checkpoint(Toll.Checkpoint s);

    /**
     * A place where an interrupt or a deadline ends the guest.
     *
     * @param s the statement
     */
    void stop(Toll.Stop s);

    /**
     * Pays for the instructions that follow.
     *
     * @param s the statement
     */
    void charge(Toll.Charge s);

    /**
     * Pays for what a bulk instruction has done.
     *
     * @param s the statement
     */
    void spend(Toll.Spend s);

    /**
     * Runs a part of a cut function.
     *
     * @param s the statement
     */
    void callPart(Stmt.CallPart s);

    /**
     * Leaves a part of a cut function.
     *
     * @param s the statement
     */
    void exit(Control.Exit s);
}
