package org.granary.house;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holds {@code granary.cmd}, which nothing runs where this is built, to the form that cmd.exe takes and to what {@code granary} does. */
class CmdScriptTest {
    /** The longest line that cmd.exe reads. */
    private static final int LONGEST = 8_191;

    private String windows;
    /** The same with the line ends of the other one. */
    private String cmd;
    private String script;

    @BeforeEach
    void read() throws IOException {
        windows = Files.readString(Path.of("..", "granary.cmd"), US_ASCII);
        cmd = windows.replace("\r\n", "\n");
        script = Files.readString(Path.of("..", "granary"));
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern, Pattern.MULTILINE).matcher(text).results().map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String between(String from, String to, String text) {
        int start = text.indexOf(from);
        int end = text.indexOf(to, start + from.length());
        assertTrue(start >= 0 && end >= 0, () -> "no " + from + " ... " + to);
        return text.substring(start + from.length(), end);
    }

    /** The words of the patterns of a {@code case}, at a certain indentation. */
    private static Set<String> cases(int indentation, String text) {
        return found("^ {" + indentation + "}([-a-z][^)(]*)\\)", text).stream().flatMap(line -> Stream.of(line.split(" *\\| *")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** cmd.exe misses labels, or runs parts of lines, where only a line feed ends them. */
    @Test
    void linesEndAsWindowsHasThem() {
        List<String> lines = Arrays.asList(windows.split("\n"));
        assertEquals(List.of(), lines.stream().filter(line -> line.indexOf('\r') != line.length() - 1).toList());
        assertTrue(windows.endsWith("\r\n"), "the last line has no end");
        assertEquals(List.of(), lines.stream().filter(line -> line.length() > LONGEST).toList());
    }

    @Test
    void everyJumpHasItsOneLabelAndEveryLabelIsReached() {
        List<String> labels = cmd.lines().filter(line -> line.startsWith(":")).map(line -> line.substring(1)).toList();
        Set<String> jumps = found("\\b(?:goto |call :)(\\w+)", cmd);
        assertEquals(jumps, new TreeSet<>(labels));
        assertEquals(jumps.size(), labels.size(), () -> "one of them twice: " + labels);
    }

    @Test
    void knowsTheCommandsOfTheScript() {
        Set<String> commands = cases(4, script.substring(script.indexOf("\ncommand=")));
        assertTrue(commands.containsAll(List.of("host", "validate", "--help")), commands::toString);
        assertEquals(commands, found("\"%sub%\"==\"([-a-z]+)\" goto (?:known|usage)$", cmd));
    }

    @Test
    void theHostTakesTheOptionsOfTheScript() {
        Set<String> options = cases(12, between("\nhost() {", "\n}", script));
        options.removeIf(option -> option.endsWith("=*"));
        assertTrue(options.containsAll(List.of("-c", "--no-shell", "--wait", "-h")), options::toString);
        assertEquals(options, found("\"%named%\"==\"(-[-a-z]+)\"", between("\n:arguments\n", "\n:arguments_end\n", cmd)));
    }

    @Test
    void wastTakesTheSameWordsForScripts() {
        Set<String> none = cases(16, between("\n    wast)", "\n        done", script));
        assertTrue(none.containsAll(List.of("--features", "--interpreter")), none::toString);
        Set<String> here = found("\"%word(?::~0,\\d+)?%\"==\"([-+=a-z]+)\" exit /b$", between("\n:wast_word\n", "\n:no_value\n", cmd));
        // those that begin so; one dash is not the first of two: that is for another line
        none = none.stream().map(word -> word.replace("*", "").replace("[!-]", "")).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(none, here);
    }

    @Test
    void tellsTheSameUsage() {
        List<String> told = new ArrayList<>(List.of(between("host_usage='", "'", script)));
        told.addAll(between("<<'END'\n", "END\n", script).replace("../shared", "..\\shared").lines().toList());
        String usage = between("\n:hostusage\n", "exit /b 0", cmd) + between("\n:usagetext\ncall :hostusage\n", "exit /b 0", cmd);
        List<String> here = usage.lines().map(line -> line.replaceFirst("^echo[ .]", "").replaceAll("\\^(.)", "$1")).toList();
        assertEquals(String.join("\n", told), String.join("\n", here));
    }

    @Test
    void buildsAndStartsTheSame() {
        String properties = "\"-D([a-z.]+)=";
        assertEquals(found(properties, script), found(properties, cmd));
        String mains = "(org\\.granary\\.[a-z.]+\\.(?!Rehearsal)[A-Z]\\w+)";
        assertEquals(found(mains, script), found(mains, cmd));
        String build = "(-B -Dmaven.*? package) ";
        assertEquals(found(build, script), found(build, cmd));
        assertEquals(1, found(build, cmd).size());
        // what a java older or newer than others is given
        assertEquals(found("-lt (\\d+) \\] \\|\\| quiet", script), found("geq (\\d+) set \"quiet", cmd));
        assertEquals(found("version:-0.. -ge (\\d+)", script), found("version% lss (\\d+)", cmd));
    }
}
