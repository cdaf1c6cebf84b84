package org.granary.console.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.granary.engine.EngineConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code granary compile}, {@code run} and {@code settings}. */
class RunToolTest {
    private static final String TEXT = """
            (module
              (func (export "_start"))
              (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
              (func (export "both") (param f64) (result f64 i64) (local.get 0) (i64.const -1))
              (func $deep unreachable)
              (func (export "fail") (call $deep)))""";

    @TempDir
    private Path folder;
    private String text;
    private String artefact;

    private record Outcome(int status, String out, String errors) {
    }

    private Outcome run(String command, String... arguments) {
        return with("host.key", command, arguments);
    }

    private Outcome with(String hostKey, String command, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(List.of(command));
        if (!command.equals("settings")) {
            all.addAll(List.of("--host-key", folder.resolve(hostKey).toString()));
        }
        all.addAll(List.of(arguments));
        int status = ToolMain.run(all, new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(errors, true,
                StandardCharsets.UTF_8));
        return new Outcome(status, out.toString(StandardCharsets.UTF_8).replace("\r", ""), errors.toString(StandardCharsets.UTF_8)
                .replace("\r", ""));
    }

    @BeforeEach
    void writeText() throws Exception {
        text = Files.writeString(folder.resolve("m.wat"), TEXT).toString();
        artefact = folder.resolve("m.granary").toString();
    }

    @Test
    void whatIsCompiledRunsLikeTheModuleItCameFrom() {
        assertEquals(new Outcome(0, "", ""), run("compile", text, "-o", artefact));
        for (String file : List.of(text, artefact)) {
            assertEquals(new Outcome(0, "", ""), run("run", file));
            assertEquals(new Outcome(0, "-3\n", ""), run("run", "--invoke", "add", file, "-5", "2"));
            assertEquals(new Outcome(0, "1.5\n-1\n", ""), run("run", "--invoke=both", file, "1.5"));
        }
        assertEquals(new Outcome(0, "7\n", ""), run("run", "--interpreter", "--invoke", "add", text, "5", "2"));
        assertEquals(new Outcome(0, "-7\n", ""), run("run", "--invoke", "add", text, "--", "-5", "-2"));
    }

    @Test
    void aTrapsCoreDumpIsWrittenWhereItWasAskedFor() throws Exception {
        Path dump = folder.resolve("m.coredump");
        Outcome failed = run("run", "-D", "coredump=" + dump, "--invoke", "fail", text);
        assertEquals(134, failed.status());
        assertTrue(failed.errors().contains("\n  core dump in " + dump), failed.errors());
        assertTrue(new String(Files.readAllBytes(dump), StandardCharsets.ISO_8859_1).contains("corestack"));
        Outcome nowhere = run("run", "-D", "coredump=" + folder.resolve("no/such"), "--invoke", "fail", text);
        assertEquals(134, nowhere.status());
        assertTrue(nowhere.errors().contains("no core dump in "), nowhere.errors());
    }

    @Test
    void trapsAreToldWithTheirFrames() {
        Outcome failed = run("run", "--invoke", "fail", text);
        assertEquals(134, failed.status());
        assertTrue(failed.errors().startsWith("granary run: wasm trap: unreachable\n    at "), failed.errors());
        assertTrue(failed.errors().contains("deep"), failed.errors());
    }

    @Test
    void noCommandWritesOverItsOwnInput() throws Exception {
        String same = folder.resolve(".").resolve("m.wat").toString();
        assertEquals(2, run("compile", "-o", same, text).status());
        for (String command : List.of("parse", "print")) {
            ByteArrayOutputStream errors = new ByteArrayOutputStream();
            int status =
                    ToolMain.run(List.of(command, "-o", same, text), System.out, new PrintStream(errors, true, StandardCharsets.UTF_8));
            assertEquals(2, status);
            assertTrue(errors.toString(StandardCharsets.UTF_8)
                    .startsWith("granary " + command + ": -o: expected another file than " + text),
                    errors.toString(StandardCharsets.UTF_8));
        }
        assertEquals(TEXT, Files.readString(Path.of(text)));
    }

    @Test
    @Timeout(240)
    void theTimeGoesForTheStartFunctionToo() throws Exception {
        String file = Files.writeString(folder.resolve("s.wat"),
                "(func $spin (loop (br 0))) (start $spin) (func (export \"_start\"))").toString();
        Outcome stopped = run("run", "--timeout", "200ms", file);
        assertEquals(134, stopped.status());
        assertTrue(stopped.errors().startsWith("granary run: wasm trap: deadline\n"), stopped.errors());
    }

    @Test
    void limitsThatMakeNoSenseAreToldByTheirNames() {
        for (List<String> words : List.of(List.of("--timeout", "9223372036854775807m"), List.of("--timeout", "18446744073709551615s"),
                List.of("--timeout", "5x"), List.of("--max-memory", "foo"), List.of("--max-memory", "9g9"), List.of("--fuel", "-1"))) {
            Outcome told = run("run", words.get(0), words.get(1), "--invoke", "add", text, "1", "2");
            assertEquals(2, told.status(), words.toString());
            assertTrue(told.errors().startsWith("granary run: " + words.get(0) + ": expected "), told.errors());
            assertTrue(told.errors().contains("found " + words.get(1)), told.errors());
        }
        for (List<String> words : List.of(List.of("-W", "fule=10"), List.of("-W", "fuel=10,time=1"), List.of("-S", "foo=1"), List.of("-D",
                "dump=x"))) {
            Outcome told = run("run", words.get(0), words.get(1), "--invoke", "add", text, "1", "2");
            assertEquals(2, told.status(), words.toString());
            assertTrue(told.errors().startsWith("granary run: " + words.get(0) + ": expected "), told.errors());
        }
        for (List<String> words : List.of(List.of("fuel", "abc"), List.of("timeout", "1.5.5s"), List.of("timeout", "1d"),
                List.of("timeout", "-1"), List.of("max-memory-size", "x"), List.of("unknown-imports-trap", "maybe"))) {
            Outcome told = run("run", "-W", words.get(0) + "=" + words.get(1), "--invoke", "add", text, "1", "2");
            assertEquals(2, told.status(), words.toString());
            assertTrue(told.errors().startsWith("granary run: -W " + words.get(0) + ": expected "), told.errors());
            assertTrue(told.errors().contains(", found " + words.get(1) + "\n"), told.errors());
        }
        for (String option : List.of("--listen", "-S")) {
            Outcome told = run("run", option, (option.equals("-S") ? "tcplisten=" : "") + "127.0.0.1:99999", text);
            assertEquals(2, told.status(), told.errors());
            assertTrue(told.errors().startsWith("granary run: " + (option.equals("-S") ? "-S tcplisten" : option)
                    + ": expected ADDRESS:PORT"), told.errors());
        }
        for (String time : List.of("1.5s", "1500ms", "1m30s", "0.5", "2min", "1h", "900000us", "900000000ns")) {
            assertEquals(new Outcome(0, "3\n", ""), run("run", "-W", "timeout=" + time, "--invoke", "add", text, "1", "2"), time);
        }
        assertEquals(new Outcome(0, "3\n", ""), run("run", "-W", "fuel=1000,timeout=1m,max-memory-size=1m", "-W", "unknown-imports-trap=y",
                "--invoke", "add", text, "1", "2"));
        assertEquals(new Outcome(0, "3\n", ""), run("run", "-Wfuel=1000", "-Wtimeout=1m", "--invoke", "add", text, "1", "2"));
        assertTrue(run("run", "-Wfuel=0", "--invoke", "add", text, "1", "2").errors().contains("all fuel consumed"));
        assertTrue(run("run", "-fuel", text).errors().contains("no such option: -fuel"));
    }

    @Test
    void unknownImportsTrapOrAreRefusedAsItIsAskedForLast() throws Exception {
        String asking = Files.writeString(folder.resolve("a.wat"), "(import \"env\" \"f\" (func)) (func (export \"_start\"))").toString();
        for (String yes : List.of("unknown-imports-trap", "unknown-imports-trap=y", "unknown-imports-trap=yes", "unknown-imports-trap=true",
                "unknown-imports-trap=n,unknown-imports-trap")) {
            assertEquals(new Outcome(0, "", ""), run("run", "-W", yes, asking), yes);
        }
        for (String no : List.of("unknown-imports-trap=n", "unknown-imports-trap=no", "unknown-imports-trap=false",
                "unknown-imports-trap,unknown-imports-trap=n")) {
            assertEquals(1, run("run", "-W", no, asking).status(), no);
        }
        assertEquals(1, run("run", "--unknown-imports-trap", "-W", "unknown-imports-trap=n", asking).status());
    }

    @Test
    void framesOfAModuleWithoutANameAreTheFiles() throws Exception {
        assertTrue(run("run", "--invoke", "fail", text).errors().contains("\n    at m.wat!deep @ 0x1\n    at m.wat!fail @ 0x1\n"),
                run("run", "--invoke", "fail", text).errors());
        String named = Files.writeString(folder.resolve("n.wat"), "(module $own (func (export \"fail\") unreachable))").toString();
        assertTrue(run("run", "--invoke", "fail", named).errors().contains("\n    at own!fail @ 0x1\n"), "its own name");
    }

    @Test
    void importsOfAnotherTypeAndModulesWithoutFunctionsAreTold() throws Exception {
        String other = Files.writeString(folder.resolve("o.wat"),
                "(import \"wasi_snapshot_preview1\" \"fd_write\" (func (param i64))) (func (export \"_start\"))").toString();
        Outcome linked = run("run", other);
        assertEquals(1, linked.status());
        assertTrue(linked.errors().startsWith("granary run: incompatible import type: wasi_snapshot_preview1.fd_write: expected"),
                linked.errors());
        Outcome empty = run("run", Files.writeString(folder.resolve("e.wat"), "(memory 1)").toString());
        assertEquals(2, empty.status());
        assertTrue(empty.errors().startsWith("granary run: no exported function _start; the module exports none\n"), empty.errors());
        Outcome nowhere = run("run", "--dir", folder.resolve("no").toString(), text);
        assertEquals(1, nowhere.status());
        assertEquals("granary run: --dir " + folder.resolve("no") + ": no such directory\n", nowhere.errors());
        Outcome file = run("run", "--dir", text + "::/x", text);
        assertEquals("granary run: --dir " + text + ": not a directory\n", file.errors());
        Outcome readOnly = run("run", "--dir", folder.resolve("no") + ":ro", text);
        assertEquals("granary run: --dir " + folder.resolve("no") + ": no such directory\n", readOnly.errors());
        String odd = Files.createDirectory(folder.resolve("odd:ro")).toString();
        assertTrue(run("run", "--dir", odd, text).errors().endsWith("the directory " + odd + " is given as " + odd
                + "::NAME, by the name that the program knows it by)\n"), run("run", "--dir", odd, text).errors());
        assertEquals(0, run("run", "--dir", odd + "::/x", text).status());
    }

    @Test
    void whatIsLeftOutOfALongTraceIsTold() throws Exception {
        String deep = Files.writeString(folder.resolve("d.wat"),
                "(func $d (export \"d\") (param i32) (if (i32.eqz (local.get 0)) (then unreachable))"
                + " (call $d (i32.sub (local.get 0) (i32.const 1))))").toString();
        Outcome failed = run("run", "--invoke", "d", deep, "29");
        assertTrue(failed.errors().endsWith("\n    and 10 more\n"), failed.errors());
    }

    @Test
    void uselessCallsAreTold() throws Exception {
        Outcome unknown = run("run", "--invoke", "none", text);
        assertEquals(2, unknown.status());
        assertTrue(unknown.errors().contains("no exported function none; --invoke takes one of: _start, add, both, fail"),
                unknown.errors());
        Outcome few = run("run", "--invoke", "add", text, "1");
        assertEquals(2, few.status());
        assertTrue(few.errors().contains("add: expected 2 arguments (i32 i32), found 1"), few.errors());
        Outcome word = run("run", "--invoke", "add", text, "1", "x");
        assertEquals(2, word.status());
        assertEquals(2, run("run").status());
        assertEquals(2, run("compile", text).status());
        assertEquals(1, run("run", folder.resolve("none").toString()).status());
        String importer = Files.writeString(folder.resolve("i.wat"), "(import \"env\" \"f\" (func (param i32))) (func (export \"_start\"))")
                .toString();
        Outcome importing = run("run", importer);
        assertEquals(1, importing.status());
        assertTrue(importing.errors().contains("nothing provides what it imports:\n  env.f"), importing.errors());
    }

    @Test
    void anotherUsersArtefactNeedsItsKey() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String key = pem("PRIVATE KEY", pair.getPrivate().getEncoded());
        String trusted = pem("PUBLIC KEY", pair.getPublic().getEncoded());
        assertEquals(new Outcome(0, "", ""), run("compile", "--key", key, "-o", artefact, text));
        Outcome refused = with("other.key", "run", "--invoke", "add", artefact, "1", "2");
        assertEquals(1, refused.status());
        assertTrue(refused.errors().contains("the signature of a key that is not trusted"), refused.errors());
        assertTrue(refused.errors().endsWith("; run the module that it was made of, or name the key of who signed it (--trust KEY, granary "
                + "compile --key signs)\n"), refused.errors());
        assertFalse(refused.errors().contains("trustUnsigned"), "an option of the library, which this command has not");
        assertEquals(new Outcome(0, "3\n", ""), with("other.key", "run", "--trust", trusted, "--invoke", "add", artefact, "1", "2"));
        Outcome wrong = run("compile", "--key", trusted, "-o", artefact, text);
        assertEquals(1, wrong.status());
        assertTrue(wrong.errors().contains("expected a key in PEM (as openssl genpkey -algorithm ed25519 writes it)"), wrong.errors());
        Outcome mixedUp = run("run", "--trust", key, artefact);
        assertEquals(1, mixedUp.status());
        assertTrue(mixedUp.errors().contains("expected a key in PEM (as openssl pkey -pubout writes it)"), mixedUp.errors());
    }

    private String pem(String kind, byte[] key) throws Exception {
        return Files.writeString(folder.resolve(kind.replace(' ', '-') + ".pem"), "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder().encodeToString(key) + "\n-----END " + kind + "-----\n").toString();
    }

    @Test
    void brokenModulesAndArtefactsAreRefused() throws Exception {
        String broken = Files.writeString(folder.resolve("b.wat"), "(func (result i32))").toString();
        assertEquals(1, run("compile", "-o", artefact, broken).status());
        run("compile", "-o", artefact, text);
        byte[] bytes = Files.readAllBytes(Path.of(artefact));
        bytes[200] ^= 1;
        Files.write(Path.of(artefact), bytes);
        Outcome tampered = run("run", artefact);
        assertEquals(1, tampered.status());
        assertTrue(tampered.errors().contains("its content was changed after it was written"), tampered.errors());
    }

    @Test
    void settingsAreShown() {
        Outcome settings = run("settings");
        assertEquals(0, settings.status());
        assertTrue(settings.out().matches("(?s).*interruptable +true\n.*compatibility hash +[0-9a-f]{64}\n"), settings.out());
        assertTrue(run("settings", "--interpreter").out().startsWith("interpreter         true"), settings.out());
        for (Method reader : EngineConfig.class.getMethods()) {
            if (reader.getDeclaringClass() == EngineConfig.class && reader.getParameterCount() == 0
                    && !Modifier.isStatic(reader.getModifiers())) {
                assertTrue(settings.out().contains("\n" + reader.getName() + " ") || settings.out().startsWith(reader.getName() + " "),
                        reader.getName() + " is missing in " + settings.out());
            }
        }
    }
}
