package org.granary.text.script;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.GuestException;
import org.granary.engine.MalformedException;
import org.granary.engine.Trap;
import org.granary.engine.UnsupportedException;
import org.granary.engine.WasmException;
import org.granary.engine.WasmModule;

/**
 * Runs a script: each command in order, all in one store, and tells which did what they should. Confined to one thread.
 *
 * <p>A command that needs a proposal which is not built counts as unsupported, and so does every command that needs what such a command
 * should have made, be it a value in a memory that it shares.
 */
public final class ScriptRunner {
    private final World world;
    private final Matching matching;
    private final List<ScriptReport.Failed> failures = new ArrayList<>();
    private final Map<String, Integer> unsupported = new TreeMap<>();
    private final Map<String, Integer> switchedOff = new TreeMap<>();
    private final Map<String, ScriptThread> threads = new HashMap<>();
    private int passed;
    /**
     * The proposal for whose sake a module did not run, or null: what it should have written to shared memories and tables is missing from
     * then on.
     */
    private String lost;

    ScriptRunner(World world) {
        this(world, Matching.PHRASES);
    }

    private ScriptRunner(World world, Matching matching) {
        this.world = world;
        this.matching = matching;
    }

    /**
     * Runs a script.
     *
     * @param script the script as UTF-8
     * @param config the settings of the engine to run it with
     * @return what came of it
     * @throws MalformedException when the script itself cannot be read
     */
    public static ScriptReport run(byte[] script, EngineConfig config) {
        return run(script, config, Matching.PHRASES);
    }

    /**
     * Runs a script.
     *
     * @param script   the script as UTF-8
     * @param config   the settings of the engine to run it with
     * @param matching how closely failures are compared with those that it expects
     * @return what came of it
     * @throws MalformedException when the script itself cannot be read
     */
    public static ScriptReport run(byte[] script, EngineConfig config, Matching matching) {
        return run(script, config, matching, Engine::compile);
    }

    /**
     * Runs a script.
     *
     * @param script  the script as UTF-8
     * @param config  the settings of the engine to run it with
     * @param compile makes modules of binaries; only how, not what they do, may differ from {@link Engine#compile(byte[])}
     * @return what came of it
     * @throws MalformedException when the script itself cannot be read
     */
    public static ScriptReport run(byte[] script, EngineConfig config, BiFunction<Engine, byte[], WasmModule> compile) {
        return run(script, config, Matching.PHRASES, compile);
    }

    private static ScriptReport run(byte[] script, EngineConfig config, Matching matching, BiFunction<Engine, byte[], WasmModule> compile) {
        List<Command> commands = ScriptParser.parse(script);
        try (Engine engine = Engine.create(config); World world = new World(engine, compile)) {
            return new ScriptRunner(world, matching).all(commands);
        }
    }

    /** Another runner, which expects as much, for a part of the script. */
    ScriptRunner in(World other) {
        return new ScriptRunner(other, matching);
    }

    /** Runs commands in order; threads that nobody waited for are ended afterwards. */
    ScriptReport all(List<Command> commands) {
        commands.forEach(this::run);
        threads.values().stream().map(ScriptThread::abandon).filter(Objects::nonNull).forEach(this::add);
        return new ScriptReport(passed, failures, unsupported, switchedOff);
    }

    private void add(ScriptReport part) {
        passed += part.passed();
        failures.addAll(part.failures());
        part.unsupported().forEach((proposal, count) -> unsupported.merge(proposal, count, Integer::sum));
        part.switchedOff().forEach((proposal, count) -> switchedOff.merge(proposal, count, Integer::sum));
    }

    private void thread(Command.InThread command) {
        if (threads.containsKey(command.name())) {
            throw new Mismatch("a name that no thread has", "$" + command.name());
        }
        threads.put(command.name(), ScriptThread.start(command, this, world.beside(command.shared())));
    }

    private void await(Command.Await command) {
        ScriptThread thread = threads.get(command.thread());
        if (thread == null) {
            throw new Mismatch("a thread $" + command.thread(), "none");
        }
        add(thread.join());
        threads.remove(command.thread()).abandon();
    }

    private void run(Command command) {
        boolean assertion = command instanceof Command.Assertion;
        try {
            execute(command);
            passed += assertion ? 1 : 0;
        } catch (Unsupported e) {
            unsupported(command, e.proposal());
        } catch (UnsupportedException e) {
            unsupported(command, e.proposal().toString());
        } catch (Mismatch | Trap | GuestException e) {
            if (lost != null && (command instanceof Command.AssertReturn || command instanceof Command.AssertEnds)) {
                unsupported(command, lost);
            } else {
                failures.add(new ScriptReport.Failed(command.line(), e.getMessage()));
            }
        } catch (OutOfMemoryError e) {
            // says nothing of the script
            throw e;
        } catch (RuntimeException | Error e) {
            failures.add(new ScriptReport.Failed(command.line(), happened(e)));
        }
    }

    private void unsupported(Command command, String proposal) {
        unsupported.merge(proposal, command instanceof Command.Assertion ? 1 : 0, Integer::sum);
        if (command instanceof Command.Module
                || command instanceof Command.AssertRefused refused && refused.refused() == Command.Refused.TRAP) {
            lost = proposal;
        }
    }

    private void execute(Command command) {
        if (command instanceof Command.Module module) {
            world.module(module);
        } else if (command instanceof Command.NewInstance instance) {
            world.instance(instance);
        } else if (command instanceof Command.Register register) {
            world.register(register);
        } else if (command instanceof Command.Action action) {
            world.act(action);
        } else if (command instanceof Command.AssertReturn returns) {
            returns(returns);
        } else if (command instanceof Command.AssertEnds ends) {
            ends(ends);
        } else if (command instanceof Command.AssertRefused refused) {
            refused(refused);
        } else if (command instanceof Command.InThread thread) {
            thread(thread);
        } else if (command instanceof Command.Await wait) {
            await(wait);
        } else if (command instanceof Command.Unbuilt unbuilt) {
            throw new Unsupported(unbuilt.proposal());
        }
    }

    private void returns(Command.AssertReturn command) {
        Object[] results = world.act(command.action());
        boolean holds = results.length == command.expected().size();
        for (int i = 0; holds && i < results.length; i++) {
            holds = command.expected().get(i).matches(results[i]);
        }
        if (!holds) {
            throw new Mismatch(ShownValues.show(command.expected()), ShownValues.show(results));
        }
    }

    private void ends(Command.AssertEnds command) {
        String expected = command.ending() == Command.Ending.EXCEPTION ? "an exception of the guest" : "trap: " + command.phrase();
        Object[] results;
        try {
            results = world.act(command.action());
        } catch (GuestException e) {
            if (command.ending() != Command.Ending.EXCEPTION) {
                throw new Mismatch(expected, happened(e));
            }
            return;
        } catch (Trap trap) {
            if (!matching.trap(command, trap)) {
                throw new Mismatch(expected, happened(trap));
            }
            return;
        }
        throw new Mismatch(expected, ShownValues.show(results));
    }

    private void refused(Command.AssertRefused command) {
        String expected = command.refused().name().toLowerCase(java.util.Locale.ROOT) + ": " + command.phrase();
        try {
            byte[] bytes = command.form().bytes();
            switch (command.refused()) {
                case MALFORMED, MALFORMED_CUSTOM, INVALID -> world.validate(bytes);
                case INVALID_CUSTOM -> {
                    String found = world.customFault(bytes);
                    if (!matching.phrases(command.phrase(), found)) {
                        throw new Mismatch(expected, found);
                    }
                    return;
                }
                default -> world.instantiate(bytes);
            }
        } catch (UnsupportedException e) {
            if (!matching.refusal(command, e.proposal())) {
                throw e;
            }
            switchedOff.merge(e.proposal().toString(), 1, Integer::sum);
            return;
        } catch (WasmException e) {
            if (!matching.refusal(command, e)) {
                throw new Mismatch(expected, happened(e));
            }
            return;
        }
        throw new Mismatch(expected, "no failure");
    }

    private static String happened(Throwable e) {
        if (e instanceof WasmException) {
            return e.getMessage();
        }
        StackTraceElement[] trace = e.getStackTrace();
        return e + (trace.length > 0 ? " at " + trace[0] : "");
    }

    /** A command did something else than it should. */
    static final class Mismatch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Mismatch(String expected, String found) {
            super("expected " + expected + ", found " + found, null, false, false);
        }
    }

    /** A command needs a proposal that is not built, or something that only such a command makes. */
    static final class Unsupported extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String proposal;

        Unsupported(String proposal) {
            super(proposal, null, false, false);
            this.proposal = proposal;
        }

        String proposal() {
            return proposal;
        }
    }
}
