package org.granary.wasi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.engine.WasmModule;
import org.granary.store.Linker;
import org.granary.store.Store;
import org.granary.type.ImportType;
import org.granary.wasi.WasiConfig.Access;
import org.granary.wasi.fs.Directory;
import org.granary.wasi.fs.LayeredDirectory;
import org.granary.wasi.fs.PlainDirectories;
import org.granary.wasi.preview1.Functions;
import org.granary.wasi.stream.Input;
import org.granary.wasi.stream.Output;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Guest programs of our own, in C (src/test/c): each function, with what its host's platform makes hard, on each kind of file system. They
 * look for themselves and tell on standard error what was not as it should be. docs/wasi.md lists which program covers what.
 */
@Timeout(300)
class GuestProgramsTest {
    private static final Engine ENGINE = Engine.create(EngineConfig.builder().interruptable(true).build());

    /** The file systems that stand behind one interface. */
    enum Kind {
        /** A real directory, by handles of the platform's where it has them. */
        HANDLES,
        /** A real directory by its path, as on a platform without handles. */
        PATHS,
        /** In memory: a file system of somebody else's. */
        MEMORY,
        /** A real directory for reading with a writable one above it. */
        LAYERS
    }

    @TempDir
    Path temporary;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final FileSystem memory = Jimfs.newFileSystem(Configuration.unix().toBuilder().setAttributeViews("basic", "unix").build());

    @AfterEach
    void closeMemory() throws IOException {
        memory.close();
    }

    @AfterAll
    static void closeEngine() {
        ENGINE.close();
    }

    private static WasmModule program(String name) throws IOException {
        try (InputStream bytes = GuestProgramsTest.class.getResourceAsStream("guests/" + name + ".wasm")) {
            return ENGINE.compile(bytes.readAllBytes());
        }
    }

    private WasiConfig.Builder config() {
        return WasiConfig.builder().stdout(Output.stream(out)).stderr(Output.stream(err));
    }

    /** The exit code. */
    private static int run(String name, WasiConfig.Builder config, Duration limit) throws IOException {
        try (Store<Void> store = Store.create(ENGINE)) {
            Linker<Void> linker = Linker.create(ENGINE);
            Wasi.define(linker);
            Wasi.set(store, config.build());
            linker.instantiate(store, program(name)).func("_start").call(limit);
            return 0;
        } catch (WasiExit exit) {
            return exit.code();
        }
    }

    private void passes(String name, WasiConfig.Builder config) throws IOException {
        int code = run(name, config, Duration.ofMinutes(2));
        assertEquals("", err.toString(UTF_8));
        assertEquals(0, code);
    }

    private Path home(Kind kind) throws IOException {
        return Files.createDirectories(kind == Kind.MEMORY ? memory.getPath("/home") : temporary);
    }

    private static Directory open(Kind kind, Path directory) throws IOException {
        return switch (kind) {
            case HANDLES, MEMORY -> Directory.of(directory);
            case PATHS -> PlainDirectories.of(directory);
            case LAYERS -> LayeredDirectory.of(Directory.of(directory),
                    Directory.of(Files.createTempDirectory(directory.getParent(), "upper")));
        };
    }

    private WasiConfig.Builder empty(Kind kind) throws IOException {
        Directory directory = open(kind, Files.createDirectory(home(kind).resolve("guest")));
        return config().directory(directory, "/", Access.READ_WRITE).directory(directory.reopen(), "/ro", Access.READ_ONLY);
    }

    @Test
    void argumentsEnvironmentClocksAndRandomBytes() throws IOException {
        passes("process", config().arguments("process.wasm", "", "ö").environment("B", "2").environment("A", "1=ö"));
    }

    @Test
    void anyExitCodeIsTheProgramsOwn() throws IOException {
        assertEquals(130, run("process", config().arguments("process.wasm", "", "ö", "exit"), Duration.ofMinutes(2)));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void descriptors(Kind kind) throws IOException {
        passes("files", empty(kind).maxDescriptors(100));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void paths(Kind kind) throws IOException {
        passes("names", kind == Kind.MEMORY ? empty(kind).arguments("names", "links are not counted") : empty(kind));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void thereIsNoWayOut(Kind kind) throws IOException {
        Path home = home(kind);
        Path inside = Files.createDirectory(home.resolve("inside"));
        Path outside = Files.createDirectory(home.resolve("outside"));
        Files.writeString(inside.resolve("file"), "inside");
        Files.writeString(outside.resolve("secret"), "outside");
        Files.createDirectory(inside.resolve("dir"));
        link(inside, "out", "../outside");
        link(inside, "abs", outside.toAbsolutePath().toString());
        link(inside, "dir/up", "../../outside");
        link(inside, "chain", "dir/up");
        link(inside, "secret", "../outside/secret");
        link(inside, "fresh", "../outside/fresh");
        Set<String> before = names(inside);
        passes("escapes", config().directory(open(kind, inside), "/", Access.READ_WRITE).directory(outside, "/ro", Access.READ_ONLY));
        assertEquals(Set.of("secret"), names(outside));
        assertEquals("outside", Files.readString(outside.resolve("secret")));
        assertEquals(before, names(inside));
        Set<String> others = new HashSet<>(names(home));
        others.removeIf(name -> name.startsWith("upper"));
        assertEquals(Set.of("inside", "outside"), others);
    }

    /** Everything below a directory, with sizes, times and texts of links. */
    private static Map<String, String> picture(Path directory) throws IOException {
        Map<String, String> picture = new TreeMap<>();
        try (var all = Files.walk(directory)) {
            for (Path path : all.toList()) {
                BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                String what = found.isSymbolicLink() ? Files.readSymbolicLink(path).toString()
                        : found.isDirectory() ? "directory" : Files.readString(path) + " " + Files.getAttribute(path, "unix:nlink");
                picture.put(directory.relativize(path).toString(), what + " " + found.lastModifiedTime());
            }
        }
        return picture;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsForReadingOnlyStaysAsItIs(Kind kind) throws IOException {
        Path home = home(kind);
        Path kept = Files.createDirectories(home.resolve("kept/ro"));
        Path own = Files.createDirectories(home.resolve("own/rw"));
        Files.writeString(kept.resolve("f"), "file");
        Files.createDirectory(kept.resolve("e"));
        Files.writeString(Files.createDirectory(kept.resolve("d")).resolve("x"), "below");
        link(kept, "l", "f");
        Files.writeString(own.resolve("mine"), "mine");
        Directory readOnly = open(kind, kept);
        Map<String, String> before = picture(home.resolve("kept"));
        passes("readonly", config().directory(readOnly, "/ro", Access.READ_ONLY).directory(open(kind, own), "/rw", Access.READ_WRITE));
        assertEquals(before, picture(home.resolve("kept")));
    }

    private static void link(Path in, String name, String text) throws IOException {
        Files.createSymbolicLink(in.resolve(name), in.getFileSystem().getPath(text));
    }

    private static Set<String> names(Path directory) throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatPreview0HasOtherwise(Kind kind) throws IOException {
        passes("older", empty(kind));
    }

    @Test
    void waiting() throws IOException {
        passes("waits", empty(Kind.HANDLES).stdin(Input.bytes("now".getBytes(UTF_8))).arguments("waits"));
    }

    @Test
    void waitingEndsWithTheCall() throws Exception {
        // a machine that has other work may need more time until it waits
        for (int seconds = 1; out.size() == 0 && seconds <= 64; seconds *= 2) {
            Duration limit = Duration.ofSeconds(seconds);
            Trap late = assertThrows(Trap.class, () -> run("waits", config().arguments("waits", "long"), limit));
            assertEquals(TrapCode.DEADLINE, late.code());
        }
        assertEquals("waiting", out.toString(UTF_8));
    }

    @Test
    void waitingEndsWithAnInterruptOfTheThread() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        WasiConfig.Builder config = config().arguments("waits", "long").stdout(Output.callback(bytes -> waiting.countDown()));
        FutureTask<Integer> running = new FutureTask<>(() -> run("waits", config, Duration.ofMinutes(2)));
        Thread guest = new Thread(running, "guest");
        guest.start();
        waiting.await();
        guest.interrupt();
        assertEquals(0, running.get(), "it was told that the call was interrupted, and went on");
    }

    @Test
    void sockets() throws Exception {
        ServerSocketChannel listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        InetSocketAddress address = (InetSocketAddress) listener.getLocalAddress();
        FutureTask<String> peer = new FutureTask<>(() -> {
            try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
                socket.getOutputStream().write("ping".getBytes(UTF_8));
                String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
                socket.getOutputStream().write("bye".getBytes(UTF_8));
                return answer;
            }
        });
        new Thread(peer, "peer").start();
        Path home = Files.createDirectory(temporary.resolve("guest"));
        passes("sockets", config().directory(home, "/", Access.READ_WRITE).socket(listener));
        assertEquals("pong", peer.get());
        assertFalse(listener.isOpen());
    }

    @Test
    void aProgramOfTheCLibrary() throws IOException {
        passes("many", config().arguments("many", "1200").directory(temporary, ".", Access.READ_WRITE));
        assertEquals("1200\n", out.toString(UTF_8));
        assertEquals(Set.of(), names(temporary));
    }

    @Test
    void bytesPassUnchanged() throws IOException {
        byte[] all = new byte[300_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (i * 31 ^ i >> 8);
        }
        passes("cat", config().stdin(Input.bytes(all)));
        assertTrue(java.util.Arrays.equals(all, out.toByteArray()));
    }

    @Test
    void noFunctionIsWithoutAProgram() throws IOException {
        Set<String> used = new HashSet<>();
        for (String name : new String[] {"process", "files", "names", "escapes", "waits", "sockets"}) {
            program(name).imports().stream().map(ImportType::name).forEach(used::add);
        }
        Set<String> all = Functions.of(Functions.PREVIEW1).stream().map(Functions.Function::name).collect(Collectors.toSet());
        assertEquals(46, all.size());
        assertEquals(all, used);
    }
}
