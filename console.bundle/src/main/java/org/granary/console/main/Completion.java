package org.granary.console.main;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes a command line: the commands, then what each says may follow it. Thread-safe as far as its sources are. */
final class Completion implements Completer {
    private static final int FILES = 1_000;

    private final Supplier<? extends Collection<String>> commands;
    private final Function<List<String>, List<String>> next;
    private final Predicate<List<String>> file;

    /**
     * Completion by what commands say, and by files.
     *
     * @param commands all commands, with their scopes
     * @param next     what may follow some words, the first of which is a command
     * @param file     whether a file's name may follow them
     */
    Completion(Supplier<? extends Collection<String>> commands, Function<List<String>, List<String>> next,
            Predicate<List<String>> file) {
        this.commands = commands;
        this.next = next;
        this.file = file;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        List<String> before = line.words().subList(0, line.wordIndex());
        candidates(before).forEach(word -> candidates.add(new Candidate(word)));
        if (file.test(lastStatement(before))) {
            String begun = line.word().substring(0, Math.min(line.wordCursor(), line.word().length()));
            files(begun).forEach(name -> candidates.add(new Candidate(name, name, null, null, null, null, !name.endsWith("/"))));
        }
    }

    /** Names of files that begin so, in order; those of directories end with a slash, behind which there is more. */
    static List<String> files(String begun) {
        int slash = begun.lastIndexOf('/');
        String folder = begun.substring(0, slash + 1);
        String start = begun.substring(slash + 1);
        try (Stream<Path> files = Files.list(Path.of(folder.isEmpty() ? "." : folder))) {
            return files.filter(one -> isMeant(one.getFileName().toString(), start))
                    .map(one -> folder + one.getFileName() + (Files.isDirectory(one) ? "/" : "")).sorted().limit(FILES).toList();
        } catch (IOException | UncheckedIOException | InvalidPathException e) {
            // there is nothing to offer
            return List.of();
        }
    }

    private static boolean isMeant(String name, String start) {
        return name.startsWith(start) && (!name.startsWith(".") || start.startsWith("."));
    }

    /** All words that may follow. */
    List<String> candidates(List<String> before) {
        List<String> words = lastStatement(before);
        if (words.isEmpty() || words.equals(List.of("help"))) {
            return List.copyOf(commands.get());
        }
        return next.apply(words);
    }

    private static List<String> lastStatement(List<String> before) {
        List<String> words = new ArrayList<>();
        for (String word : before) {
            if (word.endsWith(";") || word.equals("|")) {
                words.clear();
            } else {
                words.add(word);
            }
        }
        return words;
    }
}
