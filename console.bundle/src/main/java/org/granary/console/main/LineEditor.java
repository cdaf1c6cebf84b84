package org.granary.console.main;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp.Capability;

/**
 * A terminal with a line that can be edited: completion, history, Ctrl-C. Lines are read by one thread; others may show something
 * above them and ask the reader to leave.
 */
final class LineEditor implements AutoCloseable {
    private static final String CONTINUED = "> ";
    private static final int REMEMBERED = 1_000;
    private static final int COLUMNS = 80;
    private static final int ROWS = 24;
    /** Runs {@code stty}, so that no native code is needed. */
    private static final String EXEC = "exec";
    /** Works on Windows too. */
    private static final String JNI = "jni";
    private static final List<String> PROVIDERS = List.of(EXEC, JNI);

    private final Terminal terminal;
    private final LineReader reader;
    private final Farewell farewell = new Farewell();
    private volatile boolean leaving;
    private volatile Thread reading;

    private LineEditor(Terminal terminal, Completion completion, Optional<Path> history) {
        this.terminal = terminal;
        LineReaderBuilder builder = LineReaderBuilder.builder().terminal(terminal).appName("granary").completer(completion)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, CONTINUED).variable(LineReader.HISTORY_SIZE, REMEMBERED)
                .variable(LineReader.HISTORY_FILE_SIZE, REMEMBERED)
                // an exclamation mark is a word of a command and no reference to an earlier one
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                // what is like the word but for two letters is another function
                .option(LineReader.Option.COMPLETE_MATCHER_TYPO, false);
        history.ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
        this.reader = builder.build();
        bindPlainArrows();
    }

    /** JLine binds what the terminal's description says of arrows, which is one of two forms; what is there may send the other. */
    private void bindPlainArrows() {
        KeyMap<Binding> keys = reader.getKeyMaps().get(LineReader.MAIN);
        Map<Capability, String> arrows = Map.of(Capability.key_up, "A", Capability.key_down, "B", Capability.key_right, "C",
                Capability.key_left, "D");
        arrows.forEach((arrow, letter) -> {
            String described = KeyMap.key(terminal, arrow);
            Binding does = described == null ? null : keys.getBound(described);
            if (does != null) {
                keys.bindIfNotBound(does, KeyMap.esc() + "[" + letter);
                keys.bindIfNotBound(does, KeyMap.esc() + "O" + letter);
            }
        });
    }

    /**
     * Opens the terminal of this process.
     *
     * @param completion knows the words
     * @param history    where lines are kept from one run to the next, if anywhere
     * @return empty when input or output is no terminal, or none that can be driven
     */
    static Optional<LineEditor> open(Completion completion, Optional<Path> history) {
        return PROVIDERS.stream().map(LineEditor::terminal).flatMap(Optional::stream).findFirst()
                .map(terminal -> new LineEditor(terminal, completion, history));
    }

    private static Optional<Terminal> terminal(String provider) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // JLine looks for its providers through the context class loader, and a framework's thread has none that sees them
        thread.setContextClassLoader(TerminalBuilder.class.getClassLoader());
        try {
            // those that are not asked for are loaded too unless they are refused, and then the JVM warns of native code
            Terminal terminal = TerminalBuilder.builder().name("granary").system(true).dumb(false).providers(provider)
                    .exec(provider.equals(EXEC)).jni(provider.equals(JNI)).ffm(false).jna(false).jansi(false).build();
            if (terminal.getWidth() <= 0 || terminal.getHeight() <= 0) {
                // nobody has told it, as in some containers; a line of no width would show nothing
                terminal.setSize(new Size(COLUMNS, ROWS));
            }
            return Optional.of(terminal);
        } catch (IOException | IllegalStateException e) {
            return Optional.empty();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Reads a line, or several that belong together. */
    Typed read() {
        reading = Thread.currentThread();
        try {
            if (leaving) {
                return Typed.LEFT;
            }
            String line = reader.readLine(Shell.PROMPT);
            farewell.typed();
            return Typed.line(line);
        } catch (UserInterruptException e) {
            return leaving || leaves(e.getPartialLine()) ? Typed.LEFT : Typed.DROPPED;
        } catch (EndOfFileException e) {
            return Typed.LEFT;
        } finally {
            reading = null;
        }
    }

    private boolean leaves(String line) {
        boolean leaves = farewell.leaves(line);
        if (!leaves && line.isBlank()) {
            terminal.writer().println(Farewell.HINT);
            terminal.flush();
        }
        return leaves;
    }

    /** Whoever reads a line, now or later, is told that the shell is to be left. */
    void leave() {
        leaving = true;
        Thread now = reading;
        if (now != null) {
            now.interrupt();
        }
    }

    /** Does something at each Ctrl-C that comes while no line is read. */
    void onInterrupt(Runnable what) {
        terminal.handle(Terminal.Signal.INT, signal -> what.run());
    }

    /** Shows a line, above the one that is being typed. */
    Consumer<String> above() {
        return reader::printAbove;
    }

    InputStream input() {
        return terminal.input();
    }

    OutputStream output() {
        return terminal.output();
    }

    @Override
    public void close() {
        try {
            terminal.close();
        } catch (IOException e) {
            // the terminal is gone already
            return;
        }
    }
}
