package org.granary.console.main;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
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
            Object result = session.execute("gosh --login --noshutdown");
            return result instanceof Integer status ? status : 0;
        } catch (Exception e) {
            throw new IllegalStateException("the shell ended with " + e, e);
        }
    }

    /** Runs commands and prints their results: 0, or 1 after a line on {@code errors} when one failed, which is then the last. */
    int run(String commands, PrintStream errors) {
        try (CommandSession session = session()) {
            session.put("SCOPE", "wasm:gogo:*");
            for (String statement : Statements.of(commands)) {
                Object result = session.execute(statement);
                if (result != null) {
                    session.getConsole().println(session.format(result, Converter.INSPECT));
                }
                session.getConsole().flush();
            }
            return 0;
        } catch (Exception e) {
            errors.println("error: " + reason(e));
            return FAILED;
        }
    }

    private static String reason(Exception e) {
        return PlainText.lines(e.getMessage() == null ? e.toString() : e.getMessage());
    }

    // not System.in and out: Gogo has replaced those, and a session on top of them calls itself for ever
    private CommandSession session() {
        return processor.createSession(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err));
    }
}
