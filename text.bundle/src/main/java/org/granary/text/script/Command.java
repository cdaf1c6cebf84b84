package org.granary.text.script;

import java.util.List;

/**
 * A command of a script. Immutable.
 *
 * <p>Source: the script syntax of the reference interpreter, as the official test scripts use it.
 */
sealed interface Command {
    /** The line that the command starts in. */
    int line();

    /** A command that is counted when it holds. */
    sealed interface Assertion extends Command {
    }

    /**
     * Compiles a module and, unless it is a definition, makes an instance of it.
     *
     * @param name       its name, or null
     * @param form       the module
     * @param definition whether no instance is made
     */
    record Module(int line, String name, ModuleForm form, boolean definition) implements Command {
    }

    /**
     * Makes an instance of a definition.
     *
     * @param name   the instance's name, or null
     * @param module the definition's name, or null for the last
     */
    record NewInstance(int line, String name, String module) implements Command {
    }

    /**
     * Offers an instance's exports to later modules.
     *
     * @param as       the module name of imports
     * @param instance the instance's name, or null for the last
     */
    record Register(int line, String as, String instance) implements Command {
    }

    /** Something that gives values. */
    sealed interface Action extends Command {
        /** The instance's name, or null for the last. */
        String instance();
    }

    /**
     * Calls a function.
     *
     * @param function  the export's name
     * @param arguments the arguments
     */
    record Invoke(int line, String instance, String function, List<Argument> arguments) implements Action {
    }

    /**
     * Reads a global.
     *
     * @param global the export's name
     */
    record Get(int line, String instance, String global) implements Action {
    }

    /**
     * The action gives these results.
     *
     * @param action   the action
     * @param expected a pattern for each result
     */
    record AssertReturn(int line, Action action, List<Expected> expected) implements Assertion {
    }

    /** How an action or an instantiation ends. */
    enum Ending {
        /** With a trap of the phrase. */
        TRAP,
        /** With the call stack full. */
        EXHAUSTION,
        /** With an exception of the guest that nobody caught. */
        EXCEPTION
    }

    /**
     * The action ends early.
     *
     * @param action the action
     * @param ending how
     * @param phrase the trap's phrase, or empty
     */
    record AssertEnds(int line, Action action, Ending ending, String phrase) implements Assertion {
    }

    /** Why a module is refused. */
    enum Refused {
        /** It cannot be decoded. */
        MALFORMED,
        /** It breaks a rule of validation. */
        INVALID,
        /** Its imports cannot be satisfied. */
        UNLINKABLE,
        /** Its instantiation traps. */
        TRAP,
        /** An annotation in its text is malformed. */
        MALFORMED_CUSTOM,
        /** A custom section of it means nothing; it is refused by those only who ask for that. */
        INVALID_CUSTOM
    }

    /**
     * The module is refused.
     *
     * @param form    the module
     * @param refused why
     * @param phrase  the failure's or trap's phrase
     */
    record AssertRefused(int line, ModuleForm form, Refused refused, String phrase) implements Assertion {
    }

    /**
     * Runs commands on a thread of their own, in a store of their own.
     *
     * @param name     the thread's name
     * @param shared   the names of the instances whose shared memories the thread sees
     * @param commands what it runs
     */
    record InThread(int line, String name, List<String> shared, List<Command> commands) implements Command {
    }

    /**
     * Waits for the end of a thread.
     *
     * @param thread its name
     */
    record Await(int line, String thread) implements Command {
    }

    /**
     * A command of a proposal that is not built.
     *
     * @param proposal its name
     */
    record Unbuilt(int line, String proposal) implements Assertion {
    }
}
