package org.granary.console.main;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Parser;
import org.jline.reader.impl.DefaultParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionTest {
    private final Completion completion = new Completion(() -> List.of("felix:lb", "lb"), before -> List.of("after " + before),
            before -> before.equals(List.of("run")));
    @TempDir
    private Path folder;

    private String write(String name) throws IOException {
        return Files.writeString(folder.resolve(name), "").toString();
    }

    private List<String> complete(String line) {
        List<Candidate> found = new ArrayList<>();
        completion.complete(null, new DefaultParser().parse(line, line.length(), Parser.ParseContext.COMPLETE), found);
        return found.stream().map(one -> one.value() + (one.complete() ? " " : "")).toList();
    }

    @Test
    void filesAreOfferedWhereACommandTakesOne() throws Exception {
        String one = write("one.wasm");
        String hidden = write(".other");
        String inner = Files.createDirectory(folder.resolve("onward")).toString();
        write("two.wasm");
        assertEquals(List.of("after [run] ", one + " ", inner + "/"), complete("ps; run " + folder + "/on"));
        assertEquals(List.of("after [run] ", hidden + " "), complete("run " + folder + "/.o"));
        assertEquals(4, complete("run " + folder + "/").size());
        assertEquals(List.of("after [print] "), complete("print " + folder + "/on"));
        assertEquals(List.of("after [run] "), complete("run " + folder + "/missing/x"));
    }


    @Test
    void theFirstWordIsACommand() {
        assertEquals(List.of("felix:lb", "lb"), completion.candidates(List.of()));
        assertEquals(List.of("felix:lb", "lb"), completion.candidates(List.of("help")));
    }

    @Test
    void theCommandSaysWhatFollows() {
        assertEquals(List.of("after [call, p]"), completion.candidates(List.of("call", "p")));
    }

    @Test
    void aStatementBeginsAnew() {
        assertEquals(List.of("felix:lb", "lb"), completion.candidates(List.of("call", "p;")));
        assertEquals(List.of("felix:lb", "lb"), completion.candidates(List.of("ps", "|")));
        assertEquals(List.of("after [why]"), completion.candidates(List.of("ps", ";", "why")));
    }
}
