package org.granary.console.main;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.Job;
import org.granary.console.command.CallFailedException;
import org.granary.console.command.UsageException;
import org.granary.console.command.WasmCommands;
import org.granary.plugin.PlainText;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * The shell: on a terminal with a line editor, else line by line. The one place that knows which, so that no command does. Used by
 * one thread; others may tell it something and ask it to leave.
 */
final class Shell {

    static final String PROMPT = "g! ";

    private static final int FAILED = 1;
    private static final int NOT_UNDERSTOOD = 2;
    private static final String SCOPE = "wasm:gogo:*";
    private static final String GREETING = "wasm:ps lists the plugins, help the commands, exit leaves";

    private final CommandProcessor processor;
    private final BundleContext context;
    private final PrintStream errors;
    private volatile LineEditor editor;
    private volatile WasmCommands known;
    /** How the last command of the session ended. */
    private int last;

    /**
     * A shell that is not open yet.
     *
     * @param processor runs commands
     * @param context   this bundle's, where ours are looked up: others take their place with another plugin host
     */
    Shell(CommandProcessor processor, BundleContext context) {
        this.processor = processor;
        this.context = context;
        // Gogo has replaced the standard streams by its own, which are bound to a session
        this.errors = new PrintStream(new FileOutputStream(FileDescriptor.err), true);
    }

    /** Whether our commands have come, and with them a plugin host; before that no line is run. */
    boolean hasCommands() {
        return commands() != null;
    }

    /** Ours as they are now: an open shell outlives a plugin host that has been made anew over an engine with other settings. */
    private WasmCommands commands() {
        ServiceReference<WasmCommands> now = context.getServiceReference(WasmCommands.class);
        WasmCommands commands = now == null ? null : context.getService(now);
        if (commands != null) {
            known = commands;
        }
        return known;
    }

    /** Takes what is told beside the commands' results: the process's standard error output. */
    PrintStream errors() {
        return errors;
    }

    /** Shows a line that no command gives, without spoiling the one that is being typed. */
    void tell(String line) {
        LineEditor now = editor;
        if (now == null) {
            errors.println(line);
        } else {
            now.above().accept(line);
        }
    }

    /**
     * Opens the shell and returns when it is left. A person leaves it with 0 or the number given to {@code exit}; what is piped in is a
     * script, whose last command's status counts as in other shells.
     *
     * @param history where the lines are kept from one run to the next, if anywhere
     * @param settle  asked before the first line when nobody types, for those lines were written without a look at what is there already;
     *                where it says no, none is run
     * @return the status; empty when there was never anything to read, as a service manager has it
     */
    OptionalInt interact(Optional<Path> history, BooleanSupplier settle) {
        AtomicReference<CommandSession> opened = new AtomicReference<>();
        Completion completion = new Completion(() -> known(opened.get()), before -> commands().next(before),
                before -> commands().takesFile(before));
        Optional<LineEditor> line = LineEditor.open(completion, history);
        if (line.isEmpty()) {
            return settle.getAsBoolean() ? plain() : OptionalInt.of(FAILED);
        }
        try (LineEditor terminal = line.get();
                CommandSession session = processor.createSession(terminal.input(), terminal.output(), terminal.output())) {
            prepare(session);
            opened.set(session);
            editor = terminal;
            terminal.onInterrupt(() -> interrupt(session));
            session.getConsole().println(GREETING);
            return OptionalInt.of(converse(session, terminal::read).orElse(0));
        } finally {
            editor = null;
        }
    }

    /** Runs lines until there are no more; the number given to {@code exit}, or empty when nobody gave one. */
    private OptionalInt converse(CommandSession session, Supplier<Typed> input) {
        for (Typed typed = input.get(); typed.kind() != Typed.Kind.LEFT; typed = input.get()) {
            try {
                for (String statement : Statements.of(typed.line())) {
                    show(session, session.execute(statement));
                    last = 0;
                }
            } catch (ExitException e) {
                return e.status;
            } catch (InterruptedException e) {
                last = FAILED;
                tell("interrupted");
            } catch (Exception | LinkageError | StackOverflowError e) {
                // also what nobody reckons with in a command: the shell is not to end by it, and the host with it
                last = status(e);
                tell("error: " + reason(e));
            }
            // left by a command that was interrupted when it had ended
            Thread.interrupted();
        }
        return OptionalInt.empty();
    }

    /** A guest ends by itself when it is asked to; anything else is a job of Gogo's. */
    private void interrupt(CommandSession session) {
        Job job = session.foregroundJob();
        if (!commands().interrupt(session) && job != null) {
            job.interrupt();
        }
    }

    private static Set<String> known(CommandSession session) {
        Set<String> known = new TreeSet<>();
        if (session.get(".commands") instanceof Set<?> names) {
            for (Object name : names) {
                known.add(name.toString());
                // the last part is enough to type, mostly
                known.add(name.toString().substring(name.toString().indexOf(':') + 1));
            }
        }
        return known;
    }

    /** Without a terminal: what comes in is run line by line. */
    private OptionalInt plain() {
        try (CommandSession session = session()) {
            prepare(session);
            PlainInput input = new PlainInput(session.getKeyboard(), session.getConsole());
            OptionalInt given = converse(session, input::read);
            return input.isEmpty() ? OptionalInt.empty() : OptionalInt.of(given.orElse(last));
        }
    }

    /** Whoever types is not waited for any longer. */
    void leave() {
        LineEditor now = editor;
        if (now != null) {
            now.leave();
        }
    }

    private void prepare(CommandSession session) {
        session.put("SCOPE", SCOPE);
        session.put("exit", (Function) (inner, arguments) -> {
            throw new ExitException(exitStatus(arguments));
        });
        session.put("help", (Function) (inner, arguments) -> Help.answer(inner, commands(), arguments));
    }

    private static void show(CommandSession session, Object result) {
        if (result != null) {
            session.getConsole().println(session.format(result, Converter.INSPECT));
        }
        session.getConsole().flush();
    }

    /**
     * Runs commands and prints their results; after the first that fails, or {@code exit}, no further one is run.
     *
     * @return 0, the number given to {@code exit}, or after a line on the error stream 2 when a command was given words that it does not
     *         take, what the program ended with that a command ran, and 1 when one failed otherwise
     */
    int run(String program) {
        try (CommandSession session = session()) {
            prepare(session);
            for (String statement : Statements.of(program)) {
                show(session, session.execute(statement));
            }
            return 0;
        } catch (ExitException e) {
            return e.status.orElse(0);
        } catch (Exception | LinkageError | StackOverflowError e) {
            errors.println("error: " + reason(e));
            return status(e);
        }
    }

    /** What a process ends with whose last command failed so. */
    static int status(Throwable failure) {
        return failure instanceof UsageException ? NOT_UNDERSTOOD : failure instanceof CallFailedException call ? call.status() : FAILED;
    }

    private static OptionalInt exitStatus(List<Object> arguments) {
        try {
            if (arguments.size() <= 1) {
                return arguments.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(String.valueOf(arguments.get(0))));
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("exit: expected at most one number, found " + arguments);
    }

    /** Gogo wraps what is no exception, and says nothing of it. */
    static String reason(Throwable thrown) {
        Throwable e = thrown instanceof InvocationTargetException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return PlainText.lines(e.getMessage() == null || e instanceof Error ? e.toString() : e.getMessage());
    }

    // not System.in and out: Gogo has replaced those, and a session on top of them calls itself for ever
    private CommandSession session() {
        return processor.createSession(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err));
    }

    /** Ends a run of commands early. */
    private static final class ExitException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient OptionalInt status;

        ExitException(OptionalInt status) {
            super("exit");
            this.status = status;
        }
    }
}
