package org.granary.console.main;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Function;
import org.granary.plugin.PlainText;

/** The one place that knows which shell this is, so that another (with completion, say) can come without touching a command. */
final class Shell {

    private static final int FAILED = 1;

    private final CommandProcessor processor;

    Shell(CommandProcessor processor) {
        this.processor = processor;
    }

    /** Opens the shell on the terminal and returns when it is left: the number given to {@code exit}, or 0. */
    int interact() {
        try (CommandSession session = session()) {
            // our commands may be typed without their scope
            session.put("SCOPE", "wasm:gogo:*");
            // the one of Gogo's profile wants a number, always
            session.put("exit", (Function) (inner, arguments) -> inner.execute("system:exit " + status(arguments)));
            Object result = session.execute("gosh --login --noshutdown");
            return result instanceof Integer status ? status : 0;
        } catch (Exception e) {
            throw new IllegalStateException("the shell ended with " + e, e);
        }
    }

    /**
     * Runs commands and prints their results: 0, or the number given to {@code exit}, or 1 after a line on {@code errors} when one
     * failed; after either no further one is run.
     */
    int run(String commands, PrintStream errors) {
        try (CommandSession session = session()) {
            session.put("SCOPE", "wasm:gogo:*");
            session.put("exit", (Function) (inner, arguments) -> {
                throw new ExitException(status(arguments));
            });
            for (String statement : Statements.of(commands)) {
                Object result = session.execute(statement);
                if (result != null) {
                    session.getConsole().println(session.format(result, Converter.INSPECT));
                }
                session.getConsole().flush();
            }
            return 0;
        } catch (ExitException e) {
            return e.status;
        } catch (Exception e) {
            errors.println("error: " + reason(e));
            return FAILED;
        }
    }

    private static int status(List<Object> arguments) {
        try {
            if (arguments.size() <= 1) {
                return arguments.isEmpty() ? 0 : Integer.parseInt(String.valueOf(arguments.get(0)));
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("exit: expected at most one number, found " + arguments);
    }

    private static String reason(Exception e) {
        return PlainText.lines(e.getMessage() == null ? e.toString() : e.getMessage());
    }

    // not System.in and out: Gogo has replaced those, and a session on top of them calls itself for ever
    private CommandSession session() {
        return processor.createSession(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err));
    }

    /** Ends a run of commands early. */
    private static final class ExitException extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;

        ExitException(int status) {
            super("exit " + status);
            this.status = status;
        }
    }
}
