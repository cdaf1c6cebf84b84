package org.granary.console.tool;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.granary.engine.Engine;
import org.granary.engine.ModuleException;
import org.granary.engine.UnsupportedException;
import org.granary.plugin.PlainText;
import org.granary.text.Wat;

/** Files as the tools read and write them; what goes wrong is said with the file's name. */
public final class Modules {
    /** Bytes of a file that is nothing we know. */
    private static final int SHOWN = 8;

    /** How texts begin that an editor has saved as UTF-16, or with a byte order mark. */
    private static final List<byte[]> ENCODED = List.of(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf},
            new byte[] {(byte) 0xff, (byte) 0xfe}, new byte[] {(byte) 0xfe, (byte) 0xff}, new byte[] {0, '('}, new byte[] {0, ';'});
    /** What stands for a stream where a file's name is expected. */
    private static final String STREAM = "-";

    private Modules() {
    }

    /** Whether a stream of the command is meant and no file. */
    static boolean isStream(String file) {
        return file.equals(STREAM);
    }

    /** What a file is called in messages, where it does nothing to a terminal. */
    static String shown(String file) {
        return isStream(file) ? "standard input" : PlainText.line(file);
    }

    /** The bytes of a file, or of standard input. */
    static byte[] read(String file, InputStream in) {
        try {
            return isStream(file) ? in.readAllBytes() : read(file);
        } catch (IOException e) {
            throw failed(file, "read", e);
        } catch (OutOfMemoryError e) {
            throw tooLarge(file, e);
        }
    }

    /**
     * The bytes of a file.
     *
     * @param file its name
     * @return all of them
     * @throws FailedException when it cannot be read
     */
    public static byte[] read(String file) {
        if (isStream(file)) {
            throw new FailedException("-: expected a file's name: standard input belongs to the shell here (./- is the file of this name)");
        }
        try {
            Path path = Path.of(file);
            if (Files.isDirectory(path)) {
                throw new FailedException(PlainText.line(file) + ": is a directory");
            }
            return Files.readAllBytes(path);
        } catch (IOException | InvalidPathException e) {
            throw failed(file, "read", e);
        } catch (OutOfMemoryError e) {
            // of an array that no JVM makes
            throw tooLarge(file, e);
        }
    }

    private static FailedException tooLarge(String file, OutOfMemoryError e) {
        return new FailedException(shown(file) + ": is too large", e);
    }

    /**
     * Where a command writes what it makes of a file.
     *
     * @throws UselessException when that is the file itself, which would be lost
     */
    static String apart(String to, String file) {
        try {
            if (!isStream(to) && Files.exists(Path.of(to)) && Files.isSameFile(Path.of(to), Path.of(file))) {
                throw new UselessException("-o: expected another file than " + PlainText.line(file) + ", which would be lost");
            }
        } catch (IOException | InvalidPathException e) {
            // reading or writing tells it
        }
        return to;
    }

    /** Writes a file, or to standard output; what that does not take is told when the process ends. */
    static void write(String file, byte[] content, PrintStream out) {
        try {
            if (isStream(file)) {
                out.write(content, 0, content.length);
            } else {
                Files.write(Path.of(file), content);
            }
        } catch (IOException | InvalidPathException e) {
            throw failed(file, "written", e);
        }
    }

    /** A file that is written in pieces, from the first one on. */
    static final class Text implements Consumer<CharSequence>, AutoCloseable {
        private final String file;
        private Writer writer;

        Text(String file) {
            this.file = file;
        }

        @Override
        public void accept(CharSequence piece) {
            try {
                writer = writer != null ? writer : Files.newBufferedWriter(Path.of(file));
                writer.append(piece);
            } catch (IOException | InvalidPathException e) {
                throw failed(file, "written", e);
            }
        }

        @Override
        public void close() {
            try {
                if (writer != null) {
                    writer.close();
                }
            } catch (IOException e) {
                throw failed(file, "written", e);
            }
        }
    }

    private static FailedException failed(String file, String what, Exception e) {
        String reason = e instanceof NoSuchFileException ? "no such file or directory"
                : e instanceof AccessDeniedException ? "access denied" : e.getMessage() == null ? e.toString() : e.getMessage();
        return new FailedException(shown(file) + ": cannot be " + what + ": " + PlainText.line(reason), e);
    }

    /**
     * The module in a file as a binary, which it may be already.
     *
     * @param file its name
     * @return the binary, not looked at when it is one
     * @throws FailedException when the file cannot be read, or its text cannot
     */
    public static byte[] binary(String file) {
        return binary(file, read(file));
    }

    /** The module in a file or from standard input as a binary; see {@link #binary(String)}. */
    static byte[] binary(String file, InputStream in) {
        return binary(file, read(file, in));
    }

    private static byte[] binary(String file, byte[] content) {
        if (content.length == 0) {
            throw new FailedException(shown(file) + ": is empty, neither a module nor a text");
        }
        return assembled(file, content);
    }

    /** The binary of a text, which may be empty as any text without fields, or already is one. */
    static byte[] parsed(String file, InputStream in) {
        return assembled(file, read(file, in));
    }

    private static byte[] assembled(String file, byte[] content) {
        if (Engine.detectPrecompiled(content).isPresent()) {
            throw new FailedException(shown(file)
                    + ": is a precompiled module, which granary run takes; expected a module or its text");
        }
        // text cannot begin with the binary's first byte, nor a binary with another; who reads texts tells of those in another encoding
        boolean encoded = ENCODED.stream().anyMatch(first -> begins(content, first));
        if (!encoded && content.length > 0 && content[0] == 0) {
            return content;
        }
        if (!encoded && !isText(content)) {
            throw new FailedException(shown(file)
                    + ": is neither a module, which begins with the bytes 00 61 73 6d, nor the text of "
                    + "one, which begins with a parenthesis or a comment; it begins with the bytes "
                    + HexFormat.ofDelimiter(" ").formatHex(content, 0, Math.min(content.length, SHOWN)));
        }
        try {
            return Wat.toBinary(content);
        } catch (ModuleException e) {
            throw refused(file, e);
        }
    }

    private static boolean begins(byte[] content, byte[] first) {
        return content.length >= first.length && Arrays.equals(content, 0, first.length, first, 0, first.length);
    }

    private static boolean isText(byte[] content) {
        for (byte next : content) {
            if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
                return next == '(' || next == ';';
            }
        }
        return true;
    }

    /**
     * A module was refused.
     *
     * @param file its file's name
     * @param e    why
     * @return an exception that says both, in words that do nothing to a terminal
     */
    public static FailedException refused(String file, ModuleException e) {
        return new FailedException(shown(file) + ": " + PlainText.lines(e.getMessage()), e);
    }

    /** The same of a command that takes {@code --features}, which may let the module in. */
    static FailedException refusedUnlessSwitched(String file, ModuleException e) {
        FailedException refused = refused(file, e);
        if (!(e instanceof UnsupportedException off)) {
            return refused;
        }
        // below the mark that shows the place in a text
        return new FailedException(refused.getMessage() + System.lineSeparator() + "--features +" + off.proposal() + " lets it in", e);
    }
}
