package org.granary.host.stock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.granary.engine.Engine;
import org.granary.host.ErrorValue;
import org.granary.host.HostBinding;
import org.granary.host.HostModule;
import org.granary.host.HostScope;
import org.granary.host.LineBudgets;
import org.granary.store.Memory;
import org.granary.text.Wat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StockModulesTest {
    private static final String GUEST = """
            (module
              (import "granary_log" "write" (func $write (param i32 i32 i32) (result i32)))
              (import "granary_clock" "wall_millis" (func $wall (result i64)))
              (import "granary_clock" "monotonic_nanos" (func $monotonic (result i64)))
              (import "granary_random" "fill" (func $fill (param i32 i32) (result i32)))
              (import "granary_config" "get" (func $get (param i32 i32) (result i64)))
              (memory (export "memory") 32)
              (func (export "granary_alloc") (param i32) (result i32) (i32.const 1024))
              (func (export "write") (param i32 i32 i32) (result i32) (call $write (local.get 0) (local.get 1) (local.get 2)))
              (func (export "wall") (result i64) (call $wall))
              (func (export "monotonic") (result i64) (call $monotonic))
              (func (export "fill") (param i32 i32) (result i32) (call $fill (local.get 0) (local.get 1)))
              (func (export "get") (param i32 i32) (result i64) (call $get (local.get 0) (local.get 1))))
            """;
    private static final Map<String,
            Object> CONFIGURATION = Map.of("greeting", "hello", "numbers", new Integer[] {1, 2}, "wasi.directories", "/secret",
            "host.modules", "log, clock,random,config");

    private final Engine engine = Engine.create();
    private final KeptLog log = new KeptLog();
    private final AtomicLong nanos = new AtomicLong();
    private final LineBudgets budgets = new LineBudgets(nanos::get);
    private BoundGuest guest;
    private Memory memory;

    @AfterEach
    void close() {
        guest.close();
        engine.close();
    }

    private void start(Map<String, Object> configuration) {
        HostScope scope = new HostScope("plugin", configuration);
        Iterator<Long> ticks = List.of(100L, 142L).iterator();
        Map<String, HostModule> modules = Map.of("granary_log", new LogModule(log.loggers(), budgets),
                "granary_clock", new ClockModule(Clock.fixed(Instant.ofEpochMilli(5), ZoneOffset.UTC), ticks::next),
                "granary_random", new RandomModule(new Random(1)), "granary_config", new ConfigModule());
        guest = BoundGuest.of(engine.compile(Wat.toBinary(GUEST.getBytes(UTF_8))), scope, modules);
        memory = guest.instance().memory("memory");
    }

    private Object call(String name, Object... arguments) {
        return guest.call(name, arguments);
    }

    private String get(String key) {
        return guest.text(call("get", 0, memory.writeUtf8(0, key)));
    }

    @Test
    void whatIsNotGrantedIsAnErrorValue() {
        for (Map<String, Object> configuration : List.<Map<String,
                Object>>of(Map.of(), Map.of("host.modules", new String[] {"logs", "Clock"}))) {
            start(configuration);
            assertEquals(ErrorValue.DENIED, call("write", 0, 0, 1));
            assertEquals((long) ErrorValue.DENIED, call("wall"));
            assertEquals((long) ErrorValue.DENIED, call("monotonic"));
            assertEquals(ErrorValue.DENIED, call("fill", 0, 8));
            assertEquals("error " + ErrorValue.DENIED, get("greeting"));
            assertEquals(List.of(), log.lines());
            HostBinding binding = new ClockModule().bind(guest.store(), guest.store().data());
            assertEquals("host.modules of its configuration does not name clock", binding.refusal().orElseThrow());
            guest.close();
        }
    }

    @Test
    void linesAreLoggedInThePluginsName() {
        start(CONFIGURATION);
        int length = memory.writeUtf8(0, "one {}\ntwo");
        for (int level = 0; level < 5; level++) {
            assertEquals(0, call("write", level, 0, length));
        }
        assertEquals(List.of("error", "warn", "info", "debug", "trace").stream().map(level -> "plugin " + level + " one {}\\u{a}two")
                .toList(), log.lines());
        assertEquals(ErrorValue.INVALID, call("write", 5, 0, length));
        assertEquals(ErrorValue.TOO_LARGE, call("write", 0, 0, (16 << 10) + 1));
        memory.writeByte(0, (byte) 0xff);
        assertEquals(0, call("write", 2, 0, 1));
        assertEquals("plugin info \ufffd", log.lines().get(5));
    }

    private int write(int level, int length, int times) {
        int written = 0;
        for (int i = 0; i < times; i++) {
            int result = (Integer) call("write", level, 0, length);
            assertTrue(result == 0 || result == ErrorValue.FULL, () -> "result " + result);
            written += result == 0 ? 1 : 0;
        }
        return written;
    }

    private static final String BOUNDS = " left out: it may log 10 in a second (host.log.lines) and 20 at once (host.log.burst), long ones "
            + "count as several";

    @Test
    void aPluginInALoopFillsNoDisk() {
        Map<String, Object> configuration = Map.of("host.modules", "log", "host.log.lines", "10", "host.log.burst", 20);
        start(configuration);
        memory.writeUtf8(0, "line");
        assertEquals(20, write(2, 4, 1000));
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(250));
        assertEquals(2, write(2, 4, 1000));
        assertEquals("plugin warn 980 lines were" + BOUNDS, log.lines().get(20), "told before the next line that is taken");
        assertEquals(23, log.lines().size());
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
        assertEquals(1, write(2, 16 << 10, 1000), "one of 16 KiB is all that may be written at once");
        assertEquals(24, log.lines().size(), "told every ten seconds at most");
        nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
        assertEquals(20, write(2, 4, 30));
        assertEquals("plugin warn 1997 lines were" + BOUNDS, log.lines().get(24));
        // who ends itself to get another budget gets none
        HostBinding first = guest.bindings().get("granary_log");
        guest.store().close();
        start(configuration);
        assertEquals(0, write(2, 4, 1));
        first.closed();
        assertEquals("plugin warn 11 lines were" + BOUNDS, log.lines().get(log.lines().size() - 1));
        guest.close();
        assertEquals(46, log.lines().size(), log.lines()::toString);
    }

    @Test
    void aLineCountsAsLongAsItIsInTheLog() {
        start(Map.of("host.modules", "log", "host.log.lines", 10, "host.log.burst", 20));
        memory.fill(0, (byte) 0x7f, 255);
        assertEquals(3, write(2, 255, 1000), "255 bytes, 1,530 characters as they are logged: six lines each");
        assertEquals("plugin info " + "\\u{7f}".repeat(255), log.lines().get(0));
    }

    @Test
    void whatTheLogDoesNotKeepCountsForNothing() {
        log.switchOff("trace");
        start(Map.of("host.modules", "log", "host.log.burst", 1));
        assertEquals(1000, write(4, 4, 1000));
        assertEquals(1, write(0, 4, 1000));
    }

    @Test
    void whoMayLogAnythingLogsAnything() {
        start(Map.of("host.modules", "log", "host.log.lines", 0));
        assertEquals(3000, write(0, 4, 3000));
    }

    @Test
    void clocksBeginWithThePlugin() {
        start(CONFIGURATION);
        assertEquals(5L, call("wall"));
        assertEquals(42L, call("monotonic"));
    }

    @Test
    void randomBytesFillWhatIsAskedFor() {
        start(CONFIGURATION);
        byte[] expected = new byte[8];
        Random random = new Random(1);
        // the first are drawn before any guest runs
        random.nextBytes(new byte[8]);
        random.nextBytes(expected);
        assertEquals(0, call("fill", 16, 8));
        assertArrayEquals(expected, memory.readBytes(16, 8));
        assertEquals(0, memory.readByte(24));
        assertEquals(ErrorValue.TOO_LARGE, call("fill", 0, (1 << 20) + 1));
    }

    @Test
    void aPluginReadsItsOwnConfigurationAndNotTheHosts() {
        start(CONFIGURATION);
        assertEquals("hello", get("greeting"));
        assertEquals("1\n2", get("numbers"));
        assertEquals("error " + ErrorValue.NOTHING, get("absent"));
        assertEquals("error " + ErrorValue.NOTHING, get("wasi.directories"));
        assertEquals("error " + ErrorValue.NOTHING, get("host.modules"));
        assertEquals("error " + ErrorValue.TOO_LARGE, get("k".repeat(1025)));
    }
}
