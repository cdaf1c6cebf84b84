package org.granary.wasi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.granary.engine.Engine;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.store.InterruptHandle;
import org.granary.store.Linker;
import org.granary.store.Store;
import org.granary.text.Wat;
import org.granary.type.ValType;
import org.granary.wasi.fs.Directory;
import org.granary.wasi.preview1.Functions;
import org.granary.wasi.stream.Input;
import org.granary.wasi.stream.Output;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class WasiTest {
    private static final Duration LIMIT = Duration.ofMillis(20);
    private static final long LATE_MILLIS = 100;
    private static final String HELLO = """
            (module
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (memory (export "memory") 1)
              (data (i32.const 8) "\\10\\00\\00\\00\\0d\\00\\00\\00Hello, wasi!\\n")
              (func (export "_start")
                (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 0)))
                (call $exit (i32.const 42))))
            """;

    /** Reads once into three buffers of 100,000 bytes, none and 50,000, and writes all that came from them. */
    private static final String COPIES = """
            (module
              (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 4 8 %s)
              (data (i32.const 8) "\\40\\00\\00\\00\\a0\\86\\01\\00" "\\00\\00\\00\\00\\00\\00\\00\\00" "\\00\\00\\03\\00\\50\\c3\\00\\00")
              (func (export "run") (result i32)
                (i32.add
                  (call $read (i32.const 0) (i32.const 8) (i32.const 3) (i32.const 0))
                  (call $write (i32.const 1) (i32.const 8) (i32.const 3) (i32.const 4)))))
            """;

    @Test
    void manyBytesGoIntoSeveralBuffersOfMemoriesOfEachKind() {
        byte[] content = new byte[150_000];
        new Random(3).nextBytes(content);
        for (String kind : List.of("", "shared")) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (Engine engine = Engine.create();
                    Store<Void> store = Store.create(engine)) {
                Linker<Void> linker = Linker.create(engine);
                Wasi.define(linker);
                Wasi.set(store, WasiConfig.builder().stdin(Input.bytes(content)).stdout(Output.stream(out)).build());
                var run = linker.instantiate(store, engine.compile(Wat.toBinary(COPIES.formatted(kind).getBytes(UTF_8)))).func("run");
                assertArrayEquals(new Object[] {0}, run.call(), kind);
            }
            assertArrayEquals(content, out.toByteArray(), kind);
        }
    }

    @Test
    void bytesAreMovedInStepsOfTheBuffersSize() {
        List<Integer> steps = new ArrayList<>();
        byte[] content = new byte[200];
        new Random(4).nextBytes(content);
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        Output output = Output.callback(bytes -> {
            steps.add(bytes.length);
            got.writeBytes(bytes);
        });
        try (Guest guest = new Guest(WasiConfig.builder().maxBufferBytes(77).stdin(Input.bytes(content)).stdout(output))) {
            guest.memory.writeBytes(64, new byte[] {0, 2, 0, 0, (byte) 200, 0, 0, 0});
            assertEquals(0, guest.call("fd_read", 0, 64, 1, Guest.RESULT));
            assertEquals(0, guest.call("fd_write", 1, 64, 1, Guest.RESULT));
            assertEquals(200, guest.memory.readInt(Guest.RESULT));
        }
        assertEquals(List.of(77, 77, 46), steps);
        assertArrayEquals(content, got.toByteArray());
        String message = assertThrows(IllegalArgumentException.class, () -> WasiConfig.builder().maxBufferBytes(0)).getMessage();
        assertTrue(message.contains("found 0"), message);
    }

    /** However much a guest has asked for in one call: four gigabytes, for instance, in buffers that all lie at one place. */
    @Test
    void whatIsMovedInManyPartsEndsWithTheCallBehindAnyPart() {
        List<Integer> steps = new ArrayList<>();
        List<InterruptHandle> handle = new ArrayList<>();
        Output output = Output.callback(bytes -> {
            steps.add(bytes.length);
            handle.get(0).interrupt();
        });
        try (Guest guest = new Guest(WasiConfig.builder().maxBufferBytes(77).stdout(output))) {
            handle.add(guest.store.interruptHandle());
            for (int i = 0; i < 3; i++) {
                guest.memory.writeInt(64 + 8 * i, 512);
                guest.memory.writeInt(68 + 8 * i, 20);
            }
            Trap trap = assertThrows(Trap.class, () -> guest.call("fd_write", 1, 64, 3, Guest.RESULT));
            assertEquals(TrapCode.INTERRUPT, trap.code());
            assertEquals(List.of(20), steps, "several buffers");
            guest.memory.writeInt(68, 200);
            assertThrows(Trap.class, () -> guest.call("fd_write", 1, 64, 1, Guest.RESULT));
            assertEquals(List.of(20, 77), steps, "one buffer in parts");
        }
    }

    @Test
    void moreBuffersThanAnybodyHasAreRefused() {
        try (Guest guest = new Guest(WasiConfig.builder())) {
            guest.memory.grow(129);
            int most = 1 << 20;
            assertEquals(0, guest.call("fd_write", 1, 64, most, Guest.RESULT));
            assertEquals(28, guest.call("fd_write", 1, 64, most + 1, Guest.RESULT), "INVAL");
        }
    }

    @Test
    void aBufferOfLimitedSizeTakesNoMore() {
        ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        try (Guest guest = new Guest(WasiConfig.builder().stdout(Output.buffer(buffer, 10)))) {
            guest.memory.writeBytes(64, new byte[] {0, 2, 0, 0, 8, 0, 0, 0});
            assertEquals(0, guest.call("fd_write", 1, 64, 1, Guest.RESULT));
            assertEquals(51, guest.call("fd_write", 1, 64, 1, Guest.RESULT), "NOSPC");
            guest.memory.writeInt(68, 2);
            assertEquals(0, guest.call("fd_write", 1, 64, 1, Guest.RESULT));
        }
        assertEquals(10, buffer.size());
        assertThrows(IllegalArgumentException.class, () -> Output.buffer(buffer, -1));
    }

    @Test
    void aProgramSaysHelloAndEndsWithItsCode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Engine engine = Engine.create();
                Store<String> store = Store.create(engine, "data of any type")) {
            Linker<String> linker = Linker.create(engine);
            Wasi.define(linker);
            Wasi.set(store, WasiConfig.builder().stdout(Output.stream(out)).build());
            var start = linker.instantiate(store, engine.compile(Wat.toBinary(HELLO.getBytes(UTF_8)))).func("_start");
            assertEquals(42, assertThrows(WasiExit.class, start::call).code());
        }
        assertEquals("Hello, wasi!\n", out.toString(UTF_8));
    }

    @Test
    void allFunctionsAreThere() {
        assertEquals(46, Functions.of(Functions.PREVIEW1).size());
    }

    @Test
    void eachFamilyKnowsItsFunctions() {
        try (Guest guest = new Guest(WasiConfig.builder())) {
            for (Functions.Function function : Functions.of(Functions.PREVIEW1)) {
                Object[] zeros = function.type().params().stream().map(type -> type == ValType.I64 ? (Object) 0L : (Object) 0).toArray();
                if (function.name().equals("proc_exit")) {
                    assertThrows(WasiExit.class, () -> guest.call("proc_exit", zeros));
                } else {
                    // an error number, perhaps
                    assertTrue(guest.call(function.name(), zeros) >= 0);
                }
            }
        }
    }

    @Test
    void aStoreWithoutItTrapsAndSaysWhatToDo() {
        try (Guest guest = new Guest(null)) {
            Trap trap = assertThrows(Trap.class, () -> guest.call("sched_yield"));
            assertTrue(trap.getCause().getMessage().contains("sched_yield"), trap.getCause()::getMessage);
            assertTrue(trap.getCause().getMessage().contains("Wasi.set"), trap.getCause()::getMessage);
            assertThrows(IllegalStateException.class, () -> Wasi.setHttp(guest.store));
        }
    }

    @Test
    void aConfigurationIsUsedUpAlsoWhenItFails(@TempDir Path temporary) {
        try (Store<Void> store = Store.create()) {
            WasiConfig failing = WasiConfig.builder()
                    .directory(temporary.resolve("missing"), "/", WasiConfig.Access.READ_ONLY)
                    .build();
            assertThrows(UncheckedIOException.class, () -> Wasi.set(store, failing));
            assertThrows(IllegalStateException.class, () -> Wasi.set(store, failing));
            WasiConfig good = WasiConfig.builder().build();
            Wasi.set(store, good);
            Wasi.setHttp(store);
            assertThrows(IllegalStateException.class, () -> Wasi.set(store, good));
        }
    }

    @Test
    void whatWasOpenedIsClosedAlsoWhenTheNextFailsOfAFault() {
        List<String> done = new ArrayList<>();
        Directory good = directory(done, null);
        Directory faulty = directory(new ArrayList<>(), new IllegalArgumentException("of a fault"));
        try (Store<Void> store = Store.create()) {
            WasiConfig config = WasiConfig.builder().directory(good, "/a", WasiConfig.Access.READ_ONLY)
                    .directory(faulty, "/b", WasiConfig.Access.READ_ONLY).build();
            assertThrows(IllegalArgumentException.class, () -> Wasi.set(store, config));
        }
        // the one that was given, and its handle
        assertEquals(List.of("reopen", "close", "close"), done);
    }

    @Test
    void whatWasGivenIsClosedAlsoWhenWhatComesBeforeItFails(@TempDir Path temporary) throws IOException {
        List<String> done = new ArrayList<>();
        try (Store<Void> store = Store.create(); ServerSocketChannel open = ServerSocketChannel.open();
                ServerSocketChannel second = ServerSocketChannel.open(); ServerSocketChannel failing = ServerSocketChannel.open()) {
            failing.close();
            WasiConfig sockets = WasiConfig.builder().directory(directory(done, null), "/a", WasiConfig.Access.READ_ONLY)
                    .socket(failing).socket(open).build();
            assertThrows(UncheckedIOException.class, () -> Wasi.set(store, sockets));
            assertFalse(open.isOpen(), "the one behind that which failed");
            assertEquals(List.of("reopen", "close", "close"), done);
            done.clear();
            WasiConfig directories = WasiConfig.builder()
                    .directory(temporary.resolve("missing"), "/", WasiConfig.Access.READ_ONLY)
                    .directory(directory(done, null), "/a", WasiConfig.Access.READ_ONLY)
                    .socket(second).build();
            assertThrows(UncheckedIOException.class, () -> Wasi.set(store, directories));
            assertFalse(second.isOpen(), "directories come before it");
            assertEquals(List.of("close"), done);
        }
    }

    /** A directory that notes what is done with it, and that may not be opened again. */
    private static Directory directory(List<String> done, RuntimeException fault) {
        return (Directory) Proxy.newProxyInstance(WasiTest.class.getClassLoader(), new Class<?>[] {Directory.class},
                (self, method, arguments) -> {
                    if (method.getName().equals("reopen") || method.getName().equals("close")) {
                        done.add(method.getName());
                    }
                    if (method.getName().equals("reopen") && fault != null) {
                        throw fault;
                    }
                    return method.getName().equals("reopen") ? self : null;
                });
    }

    @Test
    void aSecondConfigurationTakesThePlaceOfTheFirst() {
        try (Guest guest = new Guest(WasiConfig.builder().arguments("a", "b"))) {
            assertEquals(0, guest.call("args_sizes_get", 0, 4));
            assertEquals(2, guest.memory.readInt(0));
            Wasi.set(guest.store, WasiConfig.builder().arguments("c").build());
            assertEquals(0, guest.call("args_sizes_get", 0, 4));
            assertEquals(1, guest.memory.readInt(0));
        }
    }

    @Test
    void nothingIsGivenByDefault() {
        try (Guest guest = new Guest(WasiConfig.builder())) {
            assertEquals(0, guest.call("args_sizes_get", 0, 4));
            assertEquals(0, guest.memory.readLong(0));
            assertEquals(0, guest.call("environ_sizes_get", 0, 4));
            assertEquals(0, guest.memory.readLong(0));
            assertEquals("", guest.read(0));
            assertEquals(0, guest.write(1, "nobody reads this"));
            assertEquals(8, guest.call("fd_prestat_get", 3, 0));
            assertEquals(-8, guest.open(3, "file", 0, 2, 0));
            assertEquals(57, guest.call("sock_accept", 1, 0, 8));
        }
    }

    @Test
    void argumentsAndEnvironmentKeepTheirOrderAndBytes() {
        WasiConfig.Builder config = WasiConfig.builder().arguments("prog", "ä").environment("B", "2").environment("A", "1=1");
        try (Guest guest = new Guest(config)) {
            assertEquals(0, guest.call("args_sizes_get", 0, 4));
            assertEquals(2, guest.memory.readInt(0));
            assertEquals(8, guest.memory.readInt(4));
            assertEquals(0, guest.call("args_get", 0, 100));
            assertEquals(105, guest.memory.readInt(4));
            assertEquals("prog\0ä\0", guest.memory.readUtf8(100, 8));
            assertEquals(0, guest.call("environ_get", 0, 100));
            assertEquals("B=2\0A=1=1\0", guest.memory.readUtf8(100, 10));
            assertEquals(21, guest.call("args_get", 0, -4), "addresses are checked before anything is written");
        }
    }

    @Test
    void clocksAreTheConfiguredOnes() {
        Clock wall = Clock.fixed(Instant.ofEpochSecond(7, 9), ZoneOffset.UTC);
        long[] now = {1000};
        try (Guest guest = new Guest(WasiConfig.builder().clocks(wall, () -> now[0]))) {
            assertEquals(0, guest.call("clock_time_get", 0, 0L, 8));
            assertEquals(7_000_000_009L, guest.memory.readLong(8));
            now[0] = 1500;
            assertEquals(0, guest.call("clock_time_get", 1, 0L, 8));
            assertEquals(500, guest.memory.readLong(8));
            assertEquals(8, guest.call("clock_time_get", 2, 0L, 8));
            assertEquals(28, guest.call("clock_time_get", 9, 0L, 8));
            assertEquals(0, guest.call("clock_res_get", 1, 8));
            assertEquals(1, guest.memory.readLong(8));
        }
    }

    @Test
    void seededRandomIsTheSameInEachRunAndLimited() {
        List<byte[]> runs = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (Guest guest = new Guest(WasiConfig.builder().randomSeed(5).maxRandomBytes(100_000))) {
                assertEquals(0, guest.call("random_get", 1000, 100_000));
                runs.add(guest.memory.readBytes(1000, 100_000));
                assertEquals(28, guest.call("random_get", 1000, 100_001));
                assertEquals(21, guest.call("random_get", -10, 11));
            }
        }
        assertArrayEquals(runs.get(0), runs.get(1));
    }

    @Test
    void randomIsAnotherInEachRunAlsoForWhoIsInterrupted() {
        List<byte[]> runs = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (Guest guest = new Guest(WasiConfig.builder())) {
                Thread.currentThread().interrupt();
                assertEquals(0, guest.call("random_get", 1000, 32));
                assertTrue(Thread.interrupted(), "the interrupt is left");
                runs.add(guest.memory.readBytes(1000, 32));
            }
        }
        assertFalse(Arrays.equals(runs.get(0), runs.get(1)));
        assertNotEquals(new SecureNumbers().nextLong(), new SecureNumbers().nextLong());
    }

    @Test
    void standardStreamsAreWhatTheyWereMadeFrom() {
        List<String> heard = new ArrayList<>();
        WasiConfig.Builder config = WasiConfig.builder()
                .stdin(Input.bytes("typed".getBytes(UTF_8)))
                .stderr(Output.callback(bytes -> heard.add(new String(bytes, UTF_8))));
        try (Guest guest = new Guest(config)) {
            assertEquals("typed", guest.read(0));
            assertEquals("", guest.read(0));
            assertEquals(0, guest.write(2, "one"));
            assertEquals(0, guest.write(2, "two"));
            assertEquals(8, guest.write(0, "not for writing"));
            assertEquals(70, guest.call("fd_seek", 1, 0L, 0, 8));
        }
        assertEquals(List.of("one", "two"), heard);
    }

    /** Of some calls with a deadline, how late the best one came back: a machine may have other work. */
    private static long late(Executable call) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 20 && best >= LATE_MILLIS; i++) {
            long start = System.nanoTime();
            assertEquals(TrapCode.DEADLINE, assertThrows(Trap.class, call).code());
            best = Math.min(best, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) - LIMIT.toMillis());
        }
        return best;
    }

    @Test
    void whatWaitsIsLessThanATenthOfASecondLate() throws IOException {
        try (PipedOutputStream silent = new PipedOutputStream();
                Guest guest = new Guest(WasiConfig.builder().stdin(Input.stream(new PipedInputStream(silent))))) {
            guest.memory.writeInt(16, 256);
            guest.memory.writeInt(20, 100);
            assertTrue(late(() -> guest.func("fd_read").call(LIMIT, 0, 16, 1, 8)) < LATE_MILLIS);
            subscribe(guest, 0, 0, 1, 60_000_000_000L, 0);
            assertTrue(late(() -> guest.func("poll_oneoff").call(LIMIT, 256, 1024, 1, 8)) < LATE_MILLIS);
        }
    }

    @Test
    void waitingForInputEndsWithTheDeadline() throws IOException {
        try (PipedOutputStream silent = new PipedOutputStream();
                Guest guest = new Guest(WasiConfig.builder().stdin(Input.stream(new PipedInputStream(silent))))) {
            guest.memory.writeInt(16, 256);
            guest.memory.writeInt(20, 100);
            Trap trap = assertThrows(Trap.class, () -> guest.func("fd_read").call(Duration.ofMillis(50), 0, 16, 1, 8));
            assertEquals(TrapCode.DEADLINE, trap.code());
        }
    }

    @Test
    void pollingEndsWithTheDeadlineWithTheClockAndWithInput() throws IOException {
        try (PipedOutputStream typed = new PipedOutputStream();
                Guest guest = new Guest(WasiConfig.builder().stdin(Input.stream(new PipedInputStream(typed))))) {
            subscribe(guest, 0, 1, 0, 0, 0);
            Trap trap = assertThrows(Trap.class, () -> guest.func("poll_oneoff").call(Duration.ofMillis(50), 256, 1024, 1, 8));
            assertEquals(TrapCode.DEADLINE, trap.code());
            subscribe(guest, 1, 0, 1, 1_000_000, 0);
            assertEquals(0, guest.call("poll_oneoff", 256, 1024, 2, 8));
            assertEquals(1, guest.memory.readInt(8), "the clock alone");
            assertEquals(1, guest.memory.readLong(1024));
            assertEquals(0, guest.memory.readByte(1024 + 10));
            typed.write(new byte[] {1, 2, 3});
            typed.flush();
            subscribe(guest, 1, 0, 1, 60_000_000_000L, 0);
            assertEquals(0, guest.call("poll_oneoff", 256, 1024, 2, 8));
            assertEquals(1, guest.memory.readInt(8), "the input alone");
            assertEquals(1, guest.memory.readByte(1024 + 10));
            assertEquals(3, guest.memory.readLong(1024 + 16));
            assertEquals(0, guest.memory.readShort(1024 + 24), "more may come");
        }
    }

    @Test
    void pollingTellsThatTheInputHasComeToItsEnd() throws IOException {
        try (Guest guest = new Guest(WasiConfig.builder().stdin(Input.bytes(new byte[] {1})))) {
            subscribe(guest, 0, 1, 0, 0, 0);
            assertEquals(0, guest.call("poll_oneoff", 256, 1024, 1, 8));
            assertEquals(0, guest.memory.readShort(1024 + 24), "a byte is there");
            guest.memory.writeInt(16, 512);
            guest.memory.writeInt(20, 1);
            assertEquals(0, guest.call("fd_read", 0, 16, 1, 8));
            assertEquals(0, guest.call("poll_oneoff", 256, 1024, 1, 8));
            assertEquals(0, guest.memory.readLong(1024 + 16));
            assertEquals(1, guest.memory.readShort(1024 + 24), "hangup");
        }
    }

    @Test
    void pollingTellsErrorsOfItsPartsAndTakesAbsoluteTimes() {
        try (Guest guest = new Guest(WasiConfig.builder())) {
            assertEquals(28, guest.call("poll_oneoff", 256, 1024, 0, 8));
            subscribe(guest, 0, 1, 99, 0, 0);
            subscribe(guest, 1, 0, 1, 0, 1);
            subscribe(guest, 2, 2, 1, 0, 0);
            assertEquals(0, guest.call("poll_oneoff", 256, 1024, 3, 8));
            assertEquals(3, guest.memory.readInt(8));
            assertEquals(8, guest.memory.readShort(1024 + 8), "no such descriptor");
            assertEquals(0, guest.memory.readShort(1024 + 32 + 8), "a time that has passed");
            assertEquals(0, guest.memory.readShort(1024 + 64 + 8), "output");
        }
    }

    /** The guest does nothing behind its call, so there is no check point that could take the interrupt. */
    @Test
    void anInterruptEndsSleepingAndWaitingAndIsConsumed() throws IOException {
        try (PipedOutputStream silent = new PipedOutputStream();
                Guest guest = new Guest(WasiConfig.builder().stdin(Input.stream(new PipedInputStream(silent))))) {
            InterruptHandle handle = guest.store.interruptHandle();
            guest.memory.writeInt(16, 256);
            guest.memory.writeInt(20, 100);
            Map<String, Object[]> waiting = Map.of("poll_oneoff", new Object[] {256, 1024, 1, 8}, "fd_read", new Object[] {0, 16, 1, 8});
            for (Map.Entry<String, Object[]> call : waiting.entrySet()) {
                subscribe(guest, 0, 0, 1, 60_000_000_000L, 0);
                CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS).execute(handle::interrupt);
                assertEquals(TrapCode.INTERRUPT, assertThrows(Trap.class, () -> guest.func(call.getKey()).call(call.getValue())).code());
                subscribe(guest, 0, 0, 1, 1, 0);
                assertEquals(0, guest.call("poll_oneoff", 256, 1024, 1, 8));
            }
        }
    }

    @Test
    void aThreadThatIsInterruptedComesBack() throws IOException {
        try (PipedOutputStream silent = new PipedOutputStream();
                Guest guest = new Guest(WasiConfig.builder().stdin(Input.stream(new PipedInputStream(silent))))) {
            guest.memory.writeInt(16, 256);
            guest.memory.writeInt(20, 100);
            Thread.currentThread().interrupt();
            assertEquals(27, guest.call("fd_read", 0, 16, 1, 8));
            assertTrue(Thread.currentThread().isInterrupted());
            subscribe(guest, 0, 0, 1, 60_000_000_000L, 0);
            assertEquals(27, guest.call("poll_oneoff", 256, 1024, 1, 8));
            assertTrue(Thread.interrupted());
        }
    }

    private static void subscribe(Guest guest, int index, int kind, int fdOrClock, long timeout, int flags) {
        int at = 256 + 48 * index;
        guest.memory.writeLong(at, index);
        guest.memory.writeLong(at + 8, kind);
        guest.memory.writeLong(at + 16, fdOrClock);
        guest.memory.writeLong(at + 24, timeout);
        guest.memory.writeLong(at + 32, 0);
        guest.memory.writeLong(at + 40, flags);
    }
}
