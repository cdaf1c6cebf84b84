package org.granary.console.main;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes a command line: the commands, then what each says may follow it. Thread-safe as far as its sources are. */
final class Completion implements Completer {
    private final Supplier<? extends Collection<String>> commands;
    private final Function<List<String>, List<String>> next;

    /**
     * Completion by two sources.
     *
     * @param commands all commands, with their scopes
     * @param next     what may follow some words, the first of which is a command
     */
    Completion(Supplier<? extends Collection<String>> commands, Function<List<String>, List<String>> next) {
        this.commands = commands;
        this.next = next;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        candidates(line.words().subList(0, line.wordIndex())).forEach(word -> candidates.add(new Candidate(word)));
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
