package org.granary.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.granary.engine.Proposal;
import org.junit.jupiter.api.Test;

/** Holds the page of proposals against the switches: a row for each, in their order, that says what is built and what is on. */
class ProposalsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "proposals.md");

    @Test
    void thePageSaysWhatIsBuiltAndWhatIsOn() throws IOException {
        List<String> said = new ArrayList<>();
        for (String line : Files.readAllLines(PAGE)) {
            String[] cells = line.split("\\|", -1);
            if (cells.length > 9 && cells[1].contains("`")) {
                said.add(cells[1].strip() + " " + Arrays.stream(cells, 3, 6).map(String::strip).distinct().collect(Collectors.joining("/"))
                        + " "
                        + cells[cells.length - 2].strip().replace("always on", "on"));
            }
        }
        List<String> is = Arrays.stream(Proposal.values())
                .map(proposal -> "`" + proposal + "` " + (proposal.built() ? "yes" : "") + " " + (proposal.onByDefault() ? "on" : "off"))
                        .toList();
        assertEquals(String.join("\n", is), String.join("\n", said));
    }
}
