package org.granary.console.tool;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.granary.engine.LimitException;
import org.granary.engine.ModuleException;
import org.granary.engine.Refusal;
import org.granary.engine.SourceBytes;
import org.granary.engine.SourceKind;
import org.granary.engine.UnsupportedException;
import org.granary.plugin.PlainText;
import org.granary.text.Wat;

/** Files as the tools read and write them; what goes wrong is said with the file's name. */
public final class Modules {
    /** What stands for a stream where a file's name is expected. */
    private static final String STREAM = "-";
    /** Bytes of what is nothing we know. */
    private static final int SHOWN = 8;

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
        return isStream(file) ? whole(file, in) : read(file);
    }

    /**
     * The bytes of a file.
     *
     * @param file its name
     * @return all of them; of what is longer than anything we read, and no module or text, only the beginning
     * @throws FailedException when it cannot be read or is too large
     */
    static byte[] read(String file) {
        if (isStream(file)) {
            throw new FailedException("-: expected a file's name: standard input belongs to the shell here (./- is the file of this name)");
        }
        try {
            if (Files.isDirectory(Path.of(file))) {
                throw new FailedException(PlainText.line(file) + ": is a directory");
            }
            return whole(file, null);
        } catch (InvalidPathException e) {
            throw failed(file, "read", e);
        }
    }

    /** The bytes of a stream, or where that is null of the file. */
    private static byte[] whole(String file, InputStream in) {
        try {
            return in != null ? SourceBytes.read(in, shown(file)) : SourceBytes.read(Path.of(file));
        } catch (UncheckedIOException e) {
            throw failed(file, "read", e.getCause());
        } catch (LimitException e) {
            Refusal why = e.refusal();
            throw new FailedException(shown(file) + ": is too large: expected " + why.expected() + ", found " + why.found(), e);
        } catch (OutOfMemoryError e) {
            throw new FailedException(shown(file) + ": is too large for this JVM's memory", e);
        }
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
        return assembled(file, there(file, content));
    }

    /**
     * What is to be compiled or validated, which whoever does that looks at.
     *
     * @param file its name
     * @return a binary, a text or something else
     * @throws FailedException when the file cannot be read, is empty or is a module compiled already
     */
    public static byte[] source(String file) {
        return uncompiled(file, there(file, read(file)));
    }

    /** The same from a file or from standard input. */
    static byte[] source(String file, InputStream in) {
        return uncompiled(file, any(file, in));
    }

    /** What is to be run, compiled or not, from a file or from standard input. */
    static byte[] any(String file, InputStream in) {
        return there(file, read(file, in));
    }

    /** The same from a file alone. */
    static byte[] any(String file) {
        return there(file, read(file));
    }

    private static byte[] there(String file, byte[] content) {
        if (content.length == 0) {
            throw new FailedException(shown(file) + ": is empty, neither a module nor a text");
        }
        return content;
    }

    private static byte[] uncompiled(String file, byte[] content) {
        if (SourceKind.of(content) == SourceKind.PRECOMPILED) {
            throw new FailedException(shown(file) + ": is a module compiled ahead of time, which granary run takes; expected the "
                    + "module that it was made of, or its text");
        }
        return content;
    }

    /** The binary of a text, which may be empty as any text without fields, or already is one. */
    static byte[] parsed(String file, InputStream in) {
        return assembled(file, read(file, in));
    }

    private static byte[] assembled(String file, byte[] content) {
        SourceKind kind = SourceKind.of(uncompiled(file, content));
        if (kind == SourceKind.BINARY) {
            return content;
        }
        if (kind == SourceKind.OTHER) {
            throw new FailedException(shown(file) + ": is neither a module, which begins with the bytes 00 61 73 6d, nor the text of one, "
                    + "which begins with a parenthesis or a comment; it begins with the bytes "
                    + HexFormat.ofDelimiter(" ").formatHex(content, 0, Math.min(content.length, SHOWN)));
        }
        try {
            return Wat.toBinary(content);
        } catch (ModuleException e) {
            throw refused(file, e);
        }
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
