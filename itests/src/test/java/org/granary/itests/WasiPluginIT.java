package org.granary.itests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginEndedException;
import org.granary.plugin.PluginHost;
import org.junit.jupiter.api.Test;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;
import org.osgi.service.log.admin.LoggerAdmin;

/** Plugins with the system interface: what their configuration gives them, and how they begin and end. */
@InFramework
class WasiPluginIT {
    /** Its functions: how many arguments and variables it has, an end by itself; what is before main elsewhere makes {@code ready} 7. */
    private static final String PROGRAM = """
            (module
              (import "wasi_snapshot_preview1" "args_sizes_get" (func $arguments (param i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environment (param i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (memory (export "memory") 1)
              (data (i32.const 64) "notes.txta line\\n")
              (global $ready (mut i32) (i32.const 0))
              (func (export "_initialize") (global.set $ready (i32.add (global.get $ready) (i32.const 7))))
              (func (export "ready") (result i32) (global.get $ready))
              (func (export "count") (result i32 i32)
                (drop (call $arguments (i32.const 0) (i32.const 4)))
                (drop (call $environment (i32.const 8) (i32.const 12)))
                (i32.load (i32.const 0)) (i32.load (i32.const 8)))
              (func $put (param $fd i32) (result i32)
                (i32.store (i32.const 16) (i32.const 73))
                (i32.store (i32.const 20) (i32.const 7))
                (call $write (local.get $fd) (i32.const 16) (i32.const 1) (i32.const 24)))
              (func (export "note") (result i32)
                (local $errno i32)
                (local.set $errno (call $open (i32.const 3) (i32.const 0) (i32.const 64) (i32.const 9) (i32.const 1) (i64.const 64) \
            (i64.const 0)
                  (i32.const 1) (i32.const 32)))
                (if (result i32) (local.get $errno)
                  (then (local.get $errno))
                  (else (call $put (i32.load (i32.const 32))))))
              (func (export "tell") (result i32) (call $put (i32.const 1)))
              (func (export "leave") (param i32) (call $exit (local.get 0))))
            """;

    @FromFramework
    private Path deploy;
    @FromFramework
    private PluginHost host;
    @FromFramework
    private Belongings belongings;
    @FromFramework
    private LogReaderService log;
    @FromFramework
    private LoggerAdmin levels;

    private Plugin start(Map<String, Object> given) throws Exception {
        belongings.configure("program", given);
        Wasm.put(deploy, "program.wasm", Wasm.binary(PROGRAM));
        Wasm.await(host, "program.wasm", "ACTIVE");
        return host.plugins().get(0);
    }

    @Test
    void aPluginGetsWhatItsConfigurationGives() throws Exception {
        Path data = Files.createTempDirectory("wasi");
        Plugin plugin = start(Map.of("wasi.arguments", new String[] {"program", "-v", "x"}, "wasi.environment", List.of("A=1", "B=2"),
                "wasi.directories", data + "::/data"));
        assertArrayEquals(new Object[] {3, 2}, plugin.call("count"));
        assertArrayEquals(new Object[] {7}, plugin.call("ready"), "it was initialised, once");
        assertArrayEquals(new Object[] {0}, plugin.call("note"));
        assertArrayEquals(new Object[] {0}, plugin.call("note"));
        assertEquals("a line\na line\n", Files.readString(data.resolve("notes.txt")));
        Files.delete(data.resolve("notes.txt"));
        Files.delete(data);
    }

    @Test
    void withoutOneItGetsItsNameAndNothingElse() throws Exception {
        Plugin plugin = start(Map.of());
        assertArrayEquals(new Object[] {1, 0}, plugin.call("count"));
        assertArrayEquals(new Object[] {8}, plugin.call("note"), "there is no directory 3");
        assertArrayEquals(new Object[] {0}, plugin.call("tell"), "and nobody hears");
    }

    @Test
    void whatItWritesGoesToTheLogInItsName() throws Exception {
        BlockingQueue<LogEntry> entries = new LinkedBlockingQueue<>();
        LogListener listener = entry -> {
            if (entry.getMessage().equals("a line")) {
                entries.add(entry);
            }
        };
        log.addLogListener(listener);
        // a log keeps warnings and errors unless it is told otherwise
        levels.getLoggerContext(null).setLogLevels(Map.of("program", LogLevel.INFO));
        try {
            assertArrayEquals(new Object[] {0}, start(Map.of("wasi.log.stdio", true)).call("tell"));
            LogEntry entry = entries.poll(1, TimeUnit.MINUTES);
            assertNotNull(entry, "what it wrote is not in the log");
            assertEquals("program", entry.getLoggerName());
        } finally {
            log.removeLogListener(listener);
        }
    }

    @Test
    void oneThatEndsItselfGetsAFreshStore() throws Exception {
        Plugin plugin = start(Map.of());
        assertEquals(3, assertThrows(PluginEndedException.class, () -> plugin.call("leave", 3)).code());
        Wasm.await(host, "program.wasm", "ACTIVE");
        Await.until("it serves again", () -> plugin.dto().history.stream().filter(change -> change.to.equals("ACTIVE")).count() == 2);
        assertArrayEquals(new Object[] {7}, plugin.call("ready"));
        assertTrue(plugin.dto().history.stream().anyMatch(change -> change.cause.equals("it has ended itself with exit code 3")));
    }
}
