package org.granary.text.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the command {@code wast} was asked. Immutable.
 *
 * @param scripts     the files, in order
 * @param features    switches beside those of the scripts' directories
 * @param interpreter whether engines interpret
 * @param canonical   whether every NaN is the canonical one
 * @param matching    how closely failures are compared
 */
record WastArguments(List<Path> scripts, ProposalSwitches features, boolean interpreter, boolean canonical, Matching matching) {
    static final String USAGE = """
            usage: granary wast [--features +NAME,-NAME...] [--interpreter] [--canonical-nans] [--kinds] [--dir DIR | FILE...]

            Runs WebAssembly test scripts (.wast): a line for each, a summary, and at last how many assertions passed and failed.
              --dir DIR      all scripts below a directory; may stand several times
              --features F   proposals to switch, beside those that a script's directory asks for
              --interpreter  interprets instead of compiling
              --canonical-nans   has every NaN be the canonical one
              --kinds        compares traps and refusals by their kind, not by their words, which differ between engines
              --help         this text
            Status: 0 when all passed, 1 when something failed, 2 when the arguments are of no use.""";

    /** An argument is of no use. */
    static final class UselessException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UselessException(String message) {
            super(message);
        }
    }

    /** A file or directory is missing. */
    static final class MissingException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MissingException(String message) {
            super(message);
        }
    }

    /**
     * Reads arguments.
     *
     * @throws UselessException when an option is unknown or lacks its value, or there is nothing to run
     * @throws MissingException when there is no such file or directory
     */
    static WastArguments parse(List<String> arguments) {
        List<Path> scripts = new ArrayList<>();
        ProposalSwitches features = ProposalSwitches.NONE;
        boolean interpreter = false;
        boolean canonical = false;
        Matching matching = Matching.PHRASES;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            String option = argument.startsWith("--") && argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
            switch (option) {
                case "--interpreter" -> interpreter = true;
                case "--canonical-nans" -> canonical = true;
                case "--kinds" -> matching = Matching.KINDS;
                case "--dir", "--features" -> {
                    String value = option.equals(argument) ? ++i < arguments.size() ? arguments.get(i) : null
                            : argument.substring(option.length() + 1);
                    if (value == null) {
                        throw new UselessException(option + " lacks its value");
                    }
                    if (option.equals("--dir")) {
                        scripts.addAll(below(path(value)));
                    } else {
                        features = features.then(features(value));
                    }
                }
                default -> scripts.add(file(argument));
            }
        }
        if (scripts.isEmpty()) {
            throw new UselessException("no scripts to run");
        }
        return new WastArguments(scripts, features, interpreter, canonical, matching);
    }

    private static ProposalSwitches features(String value) {
        try {
            return ProposalSwitches.parse(value);
        } catch (IllegalArgumentException e) {
            throw new UselessException(e.getMessage());
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new MissingException("no such file: " + text);
        }
    }

    private static Path file(String argument) {
        if (argument.startsWith("-")) {
            throw new UselessException("no such option: " + argument);
        }
        Path file = path(argument);
        if (!Files.isRegularFile(file)) {
            throw new MissingException((Files.isDirectory(file) ? "a directory, which --dir takes: " : "no such file: ") + argument);
        }
        return file;
    }

    private static List<Path> below(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new MissingException("no such directory: " + directory);
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".wast")).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw new MissingException(directory + " cannot be read: " + e.getMessage());
        }
    }
}
