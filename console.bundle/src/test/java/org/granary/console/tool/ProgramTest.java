package org.granary.console.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code granary run} of programs that use the system interface. */
class ProgramTest {
    /**
     * Prints its arguments and environment as they lie in memory, then makes "made" in its first directory; ends with the error number of
     * that.
     */
    private static final String TEXT = """
            (module
              (import "wasi_snapshot_preview1" "args_sizes_get" (func $asizes (param i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "args_get" (func $args (param i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "environ_sizes_get" (func $esizes (param i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "environ_get" (func $environ (param i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (import "wasi_snapshot_preview1" "path_create_directory" (func $mkdir (param i32 i32 i32) (result i32)))
              (memory (export "memory") 1)
              (data (i32.const 32) "made")
              (func $print (param $at i32) (param $length i32)
                (i32.store (i32.const 0) (local.get $at))
                (i32.store (i32.const 4) (local.get $length))
                (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
              (func (export "_start")
                (drop (call $asizes (i32.const 16) (i32.const 20)))
                (drop (call $args (i32.const 64) (i32.const 1024)))
                (call $print (i32.const 1024) (i32.load (i32.const 20)))
                (drop (call $esizes (i32.const 16) (i32.const 20)))
                (drop (call $environ (i32.const 64) (i32.const 1024)))
                (call $print (i32.const 1024) (i32.load (i32.const 20)))
                (call $exit (call $mkdir (i32.const 3) (i32.const 32) (i32.const 4))))
              (func (export "forever") (loop $l (br $l)))
              (func (export "grow") (result i32) (memory.grow (i32.const 100)))
              (func (export "fail") unreachable))
            """;

    /** Its only function depends on what was done before. */
    private static final String REACTOR = """
            (module (global $x (mut i32) (i32.const 0))
              (func (export "_initialize") (global.set $x (i32.const 7)))
              (func (export "get") (result i32) (global.get $x)))
            """;

    @TempDir
    private Path folder;

    private String program;

    private record Outcome(int status, String out, String errors) {
    }

    private static Outcome run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(List.of("run"));
        all.addAll(List.of(arguments));
        int status = ToolMain.run(all, new PrintStream(out, false, StandardCharsets.UTF_8), new PrintStream(errors, true,
                StandardCharsets.UTF_8));
        return new Outcome(status, out.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
    }

    @BeforeEach
    void write() throws Exception {
        program = Files.writeString(folder.resolve("prog.wat"), TEXT).toString();
    }

    @Test
    void itGetsWhatTheOptionsSayAndEndsWithItsOwnCode() {
        assertEquals(new Outcome(8, "prog.wat\0-x\0--dir\0", ""), run(program, "-x", "--dir"));
        assertEquals(new Outcome(0, "prog.wat\0A=1\0B=2=2\0", ""), run("--env", "A=1", "--env=B=2=2", "--dir", folder + "::/", program));
        assertTrue(Files.isDirectory(folder.resolve("made")));
        assertEquals(69, run("--dir", folder + "::/:ro", program).status());
        assertEquals(69, run("--dir", folder + ":ro", program).status());
        assertEquals(1, run("--dir", folder.resolve("missing").toString(), program).status());
        assertEquals(2, run("--dir", "::", program).status());
        assertEquals(2, run("--env", "A", program).status());
    }

    @Test
    void readOnlyIsSaidLastAndTheNameForTheGuestBeforeIt() throws Exception {
        Path odd = Files.createDirectory(folder.resolve("a:ro"));
        assertEquals(0, run("--dir", odd + "::/x", program).status(), ":ro in the middle is a part of the name");
        assertTrue(Files.isDirectory(odd.resolve("made")));
        assertEquals(69, run("--dir", odd + "::/x:ro", program).status());
        assertEquals(1, run("--dir", odd.toString(), program).status(), "at the end it is none: there is no folder a");
        assertEquals(20, run("--dir", odd + "::/ro", program).status());
    }

    @Test
    void whatAFunctionOfTheHostThrowsIsToldWithItsNameAndTheGuestsFrames() {
        PrintStream broken = new PrintStream(new ByteArrayOutputStream()) {
            @Override
            public void write(byte[] bytes, int at, int count) {
                throw new IllegalStateException("broken");
            }
        };
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int status = ToolMain.run(List.of("run", program), broken, new PrintStream(errors, true, StandardCharsets.UTF_8));
        String told = errors.toString(StandardCharsets.UTF_8);
        assertEquals(134, status, told);
        assertTrue(told.startsWith("granary run: wasi_snapshot_preview1.fd_write threw java.lang.IllegalStateException: broken\n"
                + "    at prog.wat!print @ 0x"), told);
    }

    @Test
    void theFirstArgumentIsTheLastNameOfTheFile() throws Exception {
        Path deep = Files.createDirectories(folder.resolve("x/y"));
        Files.writeString(deep.resolve("other.wat"), TEXT);
        assertEquals("other.wat\0", run(deep + "/../y/other.wat").out());
    }

    @Test
    void aTrapIsToldWithTheGuestsFramesOnStandardError() throws Exception {
        String text = "(module (func $deep unreachable) (func $main (export \"_start\") call $deep))";
        Outcome trapped = run(Files.writeString(folder.resolve("t.wat"), text).toString());
        assertEquals(134, trapped.status());
        assertEquals("", trapped.out());
        assertTrue(trapped.errors().startsWith("granary run: wasm trap: unreachable"), trapped.errors());
        assertTrue(trapped.errors().indexOf("deep") < trapped.errors().indexOf("main") && trapped.errors().contains("\n    at "),
                trapped.errors());
    }

    @Test
    void anExceptionThatNobodyCatchesIsToldWithTheFramesThatThrewIt() throws Exception {
        String text = """
                (module (tag $failed (param i32))
                  (func $deep (throw $failed (i32.const 7)))
                  (func $caught (block $done (try_table (catch_all $done) (call $deep))))
                  (func $main (export "_start") (call $caught) (call $deep)))
                """;
        String file = Files.writeString(folder.resolve("e.wat"), text).toString();
        for (List<String> options : List.of(List.of(file), List.of("--interpreter", file))) {
            Outcome thrown = run(options.toArray(String[]::new));
            assertEquals(134, thrown.status());
            assertEquals("", thrown.out());
            List<String> lines = thrown.errors().lines().toList();
            assertEquals(3, lines.size(), thrown.errors());
            assertTrue(lines.get(0).startsWith("granary run: uncaught exception of (tag (param i32)) [7]"), thrown.errors());
            assertTrue(lines.get(1).startsWith("    at ") && lines.get(1).contains("deep"), thrown.errors());
            assertTrue(lines.get(2).startsWith("    at ") && lines.get(2).contains("main"), thrown.errors());
        }
    }

    @Test
    void theSpellingsOfAnotherEngineAreTaken() {
        assertTrue(run("-W", "fuel=1000", "--invoke", "forever", program).errors().contains("fuel"));
        assertTrue(run("-W", "timeout=100ms", "--invoke", "forever", program).errors().contains("deadline"));
        assertEquals("-1\n", run("-W", "max-memory-size=131072", "--invoke", "grow", program).out());
        assertEquals(54, run("-S", "tcplisten=127.0.0.1:0", "-W", "timeout=20s", program).status(), "descriptor 3 is a socket");
    }

    @Test
    void importsThatNothingProvidesCanBeLeftToTrap() throws Exception {
        String text = "(module (import \"env\" \"gone\" (func $gone)) (func (export \"_start\")) (func (export \"f\") call $gone))";
        String file = Files.writeString(folder.resolve("u.wat"), text).toString();
        assertTrue(run(file).errors().contains("env.gone"));
        assertEquals(new Outcome(0, "", ""), run("--unknown-imports-trap", file));
        Outcome trapped = run("-W", "unknown-imports-trap=y,timeout=20s", "--invoke", "f", file);
        assertEquals(134, trapped.status());
        assertTrue(trapped.errors().contains("wasm trap: unreachable: unknown import: env.gone: "), trapped.errors());
    }

    @Test
    void aShellRunsTheSameWithStreamsOfItsOwn() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        InputStream in = new ByteArrayInputStream("for the program\nfor the shell\n".getBytes(StandardCharsets.UTF_8));
        String text = """
                (module
                  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
                  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
                  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
                  (memory (export "memory") 1)
                  (data (i32.const 0) "\\40\\00\\00\\00\\10\\00\\00\\00")
                  (func (export "_start")
                    (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
                    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
                    (call $exit (i32.const 300))))
                """;
        String file = Files.writeString(folder.resolve("echo.wat"), text).toString();
        ProgramRun run = new ProgramRun(in, new PrintStream(out), new PrintStream(out));
        assertEquals(300, run.run(List.of("--timeout", "20s", file)));
        assertEquals("for the program\n", out.toString(StandardCharsets.UTF_8));
        assertEquals("for the shell\n", new String(in.readAllBytes(), StandardCharsets.UTF_8), "what the program did not ask for");
        assertThrows(IllegalArgumentException.class, () -> new ProgramRun(in, System.out, System.err).run(List.of("--nonsense", file)));
        ProgramRun endless = new ProgramRun(in, new PrintStream(out), new PrintStream(out));
        endless.interrupt();
        assertTrue(assertThrows(FailedException.class, () -> endless.run(List.of("--invoke", "forever", program))).getMessage()
                .contains("interrupt"));
    }

    @Test
    void itEndsAtItsLimits() {
        Outcome late = run("--timeout", "100ms", "--invoke", "forever", program);
        assertEquals(134, late.status());
        assertTrue(late.errors().contains("deadline"), late.errors());
        assertTrue(run("-W", "timeout=1s,fuel=1000", "--invoke", "forever", program).errors().contains("fuel"));
        assertEquals("-1\n", run("--max-memory", "128k", "--invoke", "grow", program).out());
        assertEquals("1\n", run("--max-memory", "128m", "--invoke", "grow", program).out());
        assertEquals(2, run("--timeout", "soon", "--invoke", "forever", program).status());
        assertEquals(134, run("--invoke", "fail", program).status());
    }

    @Test
    void aReactorIsInitialisedFirst() throws Exception {
        String reactor = Files.writeString(folder.resolve("reactor.wat"), REACTOR).toString();
        assertEquals("7\n", run("--invoke", "get", reactor).out());
    }

    @Test
    void socketsAreOpened() {
        assertEquals(54, run("--listen", "127.0.0.1:0", program).status(), "descriptor 3 is no directory");
        assertEquals(54, run("-S", "tcplisten=127.0.0.1:0", program).status());
        for (String useless : List.of("nowhere", "1", ":1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:-1", "127.0.0.1:123456")) {
            Outcome refused = run("--listen", useless, program);
            assertEquals(2, refused.status(), useless);
            assertTrue(refused.errors().contains("expected ADDRESS:PORT, as 127.0.0.1:8080, found " + useless), refused.errors());
        }
    }

    /** In a shell the process goes on: nobody could listen there any more. */
    @Test
    void whatWasOpenedForARunThatDoesNotBeginIsClosed() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        assertEquals(2, run("--listen", "127.0.0.1:" + port, "--listen", "127.0.0.1:99999", program).status());
        assertEquals(1, run("--listen", "127.0.0.1:" + port, "-S", "tcplisten=127.0.0.1:" + port, program).status());
        try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            assertEquals(port, again.getLocalPort());
        }
    }
}
