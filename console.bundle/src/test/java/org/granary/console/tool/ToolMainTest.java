package org.granary.console.tool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolMainTest {
    private static final String TEXT = "(module $m (import \"env\" \"λ\" (func $f (param i32))) (memory (export \"mem\") 1)\n"
            + "  (func $go (export \"go\") (call $f (i32.extend8_s (i32.const 7)))))";

    @TempDir
    private Path folder;
    private String text;

    private record Outcome(int status, String out, String errors) {
    }

    private static Outcome run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int status = ToolMain.run(List.of(arguments), new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(errors, true, StandardCharsets.UTF_8));
        return new Outcome(status, out.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    @BeforeEach
    void writeText() throws IOException {
        text = file("m.wat", TEXT);
    }

    @Test
    void parsePrintAndParseAgain() throws Exception {
        String binary = folder.resolve("m.wasm").toString();
        assertEquals(new Outcome(0, "", ""), run("parse", text, "-o", binary));
        Outcome printed = run("print", binary);
        assertEquals(0, printed.status(), printed.errors());
        assertTrue(printed.out().contains("(import \"env\" \"λ\" (func $f (;0;) (type 0) (param i32)))"), printed.out());
        String again = folder.resolve("n.wat").toString();
        assertEquals(new Outcome(0, "", ""), run("print", "-o", again, binary));
        assertEquals(printed.out(), Files.readString(Path.of(again)));
        assertEquals(new Outcome(0, "", ""), run("parse", "-o", binary + "2", "--", again));
        assertArrayEquals(Files.readAllBytes(Path.of(binary)), Files.readAllBytes(Path.of(binary + "2")));
        assertEquals(printed, run("print", text), "text is taken too");
        assertTrue(run("print", "--offsets", binary).out().contains("(;0000"), "no offsets");
    }

    @Test
    void validModules() throws Exception {
        assertEquals(new Outcome(0, text + ": valid\n", ""), unix(run("validate", text)));
        String hint = file("hint.wat", "(func (@metadata.code.branch_hint \"\\00\") nop)");
        Outcome told = unix(run("validate", hint, text));
        assertEquals(0, told.status());
        assertEquals(hint + ": valid\n" + text + ": valid\n", told.out());
        assertTrue(told.errors().startsWith(hint + ": warning: invalid target: @metadata.code.branch_hint at offset 0x"), told.errors());
    }

    @Test
    void refusedModulesAreShownWithPlaceAndCaret() throws Exception {
        String wrong = file("wrong.wat", "(func (result i32)\n  i32.const x)");
        Outcome refused = unix(run("validate", wrong, text));
        assertEquals(1, refused.status());
        assertTrue(refused.errors().startsWith(wrong + ": unknown operator at line 2, column 13"), refused.errors());
        assertTrue(refused.errors().contains("      i32.const x)\n                ^"), refused.errors());
        assertTrue(refused.errors().endsWith("granary validate: 1 of 2 modules refused\n"), refused.errors());
        assertEquals(text + ": valid\n", refused.out());
        assertEquals(1, run("print", wrong).status());
        String binary = Files.write(folder.resolve("cut.wasm"), new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0, 1, 9}).toString();
        Outcome cut = unix(run("objdump", binary));
        assertEquals(1, cut.status());
        assertTrue(cut.errors().startsWith("granary objdump: " + binary + ": ") && cut.errors().contains("at offset 0x"), cut.errors());
    }

    @ParameterizedTest
    @ValueSource(strings = {"objdump", "print", "parse"})
    void aFileThatIsNeitherModuleNorTextIsToldSo(String tool) throws Exception {
        byte[] program = {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0};
        String other = Files.write(folder.resolve("other"), program).toString();
        String[] arguments = tool.equals("objdump") ? new String[] {tool, other} : new String[] {tool, other, "-o", other + ".out"};
        assertEquals(new Outcome(1, "", "granary " + tool + ": " + other
                + ": is neither a module, which begins with the bytes 00 61 73 6d, nor the "
                + "text of one, which begins with a parenthesis or a comment; it begins with the bytes 7f 45 4c 46 02 01 01 00\n"),
                unix(run(arguments)));
        String prose = file("prose", "\n  Dear reader,");
        assertTrue(run("objdump", prose).errors().contains("it begins with the bytes 0a 20 20 44"), "prose");
    }

    @Test
    void aTextThatAnEditorHasSavedInAnotherEncodingIsToldSo() throws Exception {
        Map<String, byte[]> saved = Map.of("a byte order mark before the text", ("\ufeff" + TEXT).getBytes(StandardCharsets.UTF_8),
                "text in UTF-16", TEXT.getBytes(StandardCharsets.UTF_16), "text in UTF-16 ", ("\ufeff" + TEXT).getBytes(
                        StandardCharsets.UTF_16LE), "text in UTF-16  ", TEXT.getBytes(StandardCharsets.UTF_16BE), "text in UTF-16   ",
                TEXT.getBytes(StandardCharsets.UTF_16LE));
        for (Map.Entry<String, byte[]> one : saved.entrySet()) {
            String file = Files.write(folder.resolve("saved.wat"), one.getValue()).toString();
            for (String tool : List.of("validate", "print", "objdump")) {
                Outcome told = unix(run(tool, file));
                assertEquals(1, told.status());
                assertTrue(told.errors().startsWith("granary " + tool + ": " + file + ": illegal character: " + one.getKey().strip()
                        + " at offset 0x0: expected UTF-8 without a byte order mark (an editor can save it so), found "), told.errors());
            }
        }
        byte[] marked = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, 0, 'a', 's', 'm', 1, 0, 0, 0};
        String damaged = Files.write(folder.resolve("d.wasm"), marked)
                .toString();
        assertTrue(run("validate", damaged).errors().contains("magic header not detected"), run("validate", damaged).errors());
    }

    @Test
    void aHyphenIsAStream() throws Exception {
        byte[] given = TEXT.getBytes(StandardCharsets.UTF_8);
        assertEquals(new Outcome(0, "standard input: valid\n", ""), unix(with(given, "validate", "-")));
        assertTrue(with(given, "objdump", "-").out().startsWith("module m, "), "no outline");
        String printed = with(given, "print", "-", "-o", "-").out();
        assertTrue(printed.startsWith("(module $m"), printed);
        assertTrue(with(given, "parse", "-o", "-", "-").out().startsWith("\0asm"), "no binary");
        assertTrue(with(given, "compile", "--host-key", folder.resolve("key").toString(), "-o", "-", "-").out().startsWith("\0grny"),
                "no artefact");
        byte[] adds = "(func (export \"add\") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))".getBytes(
                StandardCharsets.UTF_8);
        assertEquals(new Outcome(0, "3\n", ""), unix(with(adds, "run", "--invoke", "add", "-", "1", "2")));
        assertEquals(new Outcome(1, "", "granary print: standard input: is empty, neither a module nor a text\n"), unix(run("print", "-")));
        Outcome wrong = unix(with("(func".getBytes(StandardCharsets.UTF_8), "validate", "-"));
        assertTrue(wrong.errors().startsWith("granary validate: standard input: "), wrong.errors());
        assertTrue(Files.notExists(Path.of("-")), "a file of this name");
    }

    private static Outcome with(byte[] given, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int status = ToolMain.run(List.of(arguments), new Streams(new ByteArrayInputStream(given), new PrintStream(out, true,
                StandardCharsets.UTF_8), new PrintStream(errors, true, StandardCharsets.UTF_8)));
        return new Outcome(status, out.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
    }

    /** The arguments of a command that reads a file. */
    private String[] reading(String tool, String file) {
        return switch (tool) {
            case "parse", "compile", "print" -> new String[] {tool, "-o", folder.resolve("out").toString(), file};
            default -> new String[] {tool, file};
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"validate", "print", "parse", "objdump", "compile"})
    void aPrecompiledModuleIsToldToBeOne(String tool) {
        String artefact = folder.resolve("x.granary").toString();
        assertEquals(0, run("compile", "--host-key", folder.resolve("key").toString(), "-o", artefact, text).status());
        assertEquals(new Outcome(1, "", "granary " + tool + ": " + artefact + ": is a module compiled ahead of time, "
                + "which granary run takes; expected the module that it was made of, or its text\n"), unix(run(reading(tool, artefact))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"validate", "print", "parse", "objdump", "compile", "run"})
    void whatIsNoFileOfOursIsToldAlikeByAll(String tool) throws IOException {
        String begin = "granary " + tool + ": ";
        String none = folder.resolve("none.wasm").toString();
        assertEquals(new Outcome(1, "", begin + none + ": cannot be read: no such file or directory\n"), unix(run(reading(tool, none))));
        assertEquals(new Outcome(1, "", begin + folder + ": is a directory\n"), unix(run(reading(tool, folder.toString()))));
        if (!tool.equals("parse")) {
            // to which it is a text without fields
            String empty = file("empty", "");
            assertEquals(new Outcome(1, "", begin + empty + ": is empty, neither a module nor a text\n"), unix(run(reading(tool, empty))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"validate", "print", "parse", "objdump", "compile", "run"})
    @Timeout(240)
    void whatIsTooLargeIsRefusedWithoutReadingIt(String tool) throws IOException {
        Path large = folder.resolve("large.wasm");
        try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
            sparse.setLength((1L << 30) + 1);
            assertEquals(1, run(reading(tool, large.toString())).status());
            sparse.write(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
            assertEquals(new Outcome(1, "", "granary " + tool + ": " + large
                    + ": is too large: expected at most 1073741824 bytes, found 1073741825\n"), unix(run(reading(tool, large.toString()))));
            sparse.seek(0);
            sparse.write("(module)".getBytes(StandardCharsets.UTF_8));
            sparse.setLength(1L << 33);
            assertEquals(new Outcome(1, "", "granary " + tool + ": " + large
                    + ": is too large: expected at most 2147483639 bytes, found 8589934592\n"), unix(run(reading(tool, large.toString()))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"validate", "print", "parse", "objdump", "compile", "run"})
    @Timeout(240)
    void aDeviceWithoutEndIsRefusedByItsBeginning(String tool) {
        Path zeros = Path.of("/dev/zero");
        assumeTrue(Files.exists(zeros), "no device without end");
        Outcome refused = run(reading(tool, zeros.toString()));
        assertEquals(1, refused.status());
        assertTrue(refused.errors().contains("00 00 00 00"), refused.errors());
    }

    @Test
    void featuresAreSwitched() throws Exception {
        Outcome off = run("validate", "--features", "-sign-extension", text);
        assertEquals(1, off.status());
        assertTrue(off.errors().contains("sign-extension"), off.errors());
        assertTrue(unix(off).errors().endsWith("\n--features +sign-extension lets it in\n"), off.errors());
        String old = file("old.wat", "(module (func (try (do))))");
        assertTrue(unix(run("validate", old)).errors().endsWith("\n--features +legacy-exceptions lets it in\n"), "what is off by default");
        assertEquals(0, run("validate", "--features", "+legacy-exceptions", old).status());
        assertEquals(2, run("validate", "--features=sign-extension", text).status());
        assertEquals(2, run("validate", "--features", "-simd", text).status());
    }

    @Test
    void objdumpShowsWhatThereIs() {
        Outcome shown = unix(run("objdump", text));
        assertEquals(0, shown.status(), shown.errors());
        assertTrue(shown.out().startsWith("module m, "), shown.out());
        for (String line : List.of("types: 2\n  0  (func (param i32))\n  1  (func)\n", "imports: 1\n  func 0  env.λ  (func (param i32))\n",
                "exports: 2\n  memory 0  mem  (memory 1)\n  func 1  go  (func)\n", "\nproposals: sign-extension\n",
                "  LARGEST  BYTES  INSTRUCTIONS  LOCALS  NAME\n  1        7      4             0       go\n")) {
            assertTrue(shown.out().contains(line), shown.out());
        }
        assertTrue(shown.out().matches("(?s).*\ncode +0x[0-9a-f]+ +\\d+ +1\n.*"), shown.out());
        assertTrue(!unix(run("objdump", "--functions", "0", text)).out().contains("LARGEST"), "asked for none");
    }

    @Test
    void namesDoNothingToATerminal() throws Exception {
        String sly = file("sly.wat", "(import \"\\1b[2J\" \"\\u{202e}\" (func))(@custom \"\\07\")");
        for (String tool : List.of("objdump", "print", "validate")) {
            Outcome shown = run(tool, sly);
            assertTrue(shown.out().chars().noneMatch(c -> c < ' ' && c != '\n' && c != '\r' || c == 0x202e), shown.out());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"validate", "print", "parse", "objdump"})
    void helpAndWrongArguments(String tool) {
        Outcome help = unix(run(tool, "--help"));
        assertEquals(0, help.status());
        assertTrue(help.out().startsWith("usage: granary " + tool + " "), help.out());
        assertEquals(help, unix(run(tool, "-h")));
        String usage = help.out().lines().findFirst().orElseThrow();
        for (List<String> wrong : List.of(List.of("--nothing", text), List.<String>of(), List.of("-x", text), List.of(text, "-o"))) {
            List<String> all = new ArrayList<>(wrong);
            all.add(0, tool);
            Outcome refused = unix(run(all.toArray(String[]::new)));
            assertEquals(2, refused.status(), all.toString());
            assertEquals(usage, refused.errors().lines().skip(1).findFirst().orElseThrow(), refused.errors());
            assertEquals("", refused.out());
        }
    }

    @Test
    void whatCannotBeReadOrWrittenIsSaid() {
        Outcome unwritten = run("print", "-o", folder.resolve("none").resolve("x").toString(), text);
        assertEquals(1, unwritten.status());
        assertTrue(unwritten.errors().contains("cannot be written"), unwritten.errors());
        assertEquals(2, run("fly").status());
    }

    @Test
    void anEmptyFileIsATextToTheAssembler() throws IOException {
        String empty = file("empty", "");
        assertEquals(new Outcome(0, "", ""), run("parse", empty, "-o", empty + ".wasm"));
        assertEquals(8, Files.size(Path.of(empty + ".wasm")));
    }

    @Test
    void whatStandardOutputDoesNotTakeFailsTheCommand() {
        assertEquals(List.of(1, "granary: standard output cannot be written: No space left on device\n"),
                statusOf(0, "No space left on device"));
        assertEquals(List.of(1, ""), statusOf(0, "Broken pipe"), "who closes a pipe knows it");
        assertEquals(List.of(3, ""), statusOf(3, "Broken pipe"));
        assertEquals(List.of(2, ""), statusOf(2, null));
    }

    /** The status of a process that had this one, and what it says, when its output fails. */
    private static List<Object> statusOf(int status, String failure) {
        ToolMain.Output output = new ToolMain.Output(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                if (failure != null) {
                    throw new IOException(failure);
                }
            }
        });
        new PrintStream(output, true, StandardCharsets.UTF_8).println("text");
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int ended = output.status(status, new PrintStream(errors, true, StandardCharsets.UTF_8));
        return List.of(ended, errors.toString(StandardCharsets.UTF_8).replace("\r\n", "\n"));
    }

    @Test
    void printingEndsWhenNobodyReadsOn() {
        PrintStream closed = new PrintStream(new ToolMain.Output(OutputStream.nullOutputStream()), true, StandardCharsets.UTF_8);
        closed.close();
        closed.print("x");
        assertEquals(1, ToolMain.run(List.of("print", text), closed, System.err));
    }

    /** Line ends as they are here. */
    private static Outcome unix(Outcome outcome) {
        return new Outcome(outcome.status(), outcome.out().replace("\r\n", "\n"), outcome.errors().replace("\r\n", "\n"));
    }
}
