package org.granary.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.granary.engine.Engine;
import org.granary.store.Linker;
import org.granary.store.Store;
import org.granary.wasi.Wasi;
import org.granary.wasi.WasiConfig;
import org.granary.wasi.WasiConfig.Access;
import org.granary.wasi.WasiExit;

/**
 * Programs with the system interface. {@code cat MODULE} copies standard input to standard output through a guest. {@code many MODULE
 * FOLDER COUNT} has a guest make, list, read and remove small files, and {@code java FOLDER COUNT} does the same in Java; both print {@code
 * IT ms COUNT}.
 */
final class WasiMain {
    private static final int EACH = 1000;

    private WasiMain() {
    }

    public static void main(String[] arguments) throws IOException {
        switch (arguments[0]) {
            case "cat" -> guest(Path.of(arguments[1]), WasiConfig.builder().arguments("cat").inheritStdio());
            case "many" -> many(Path.of(arguments[1]), Path.of(arguments[2]), arguments[3]);
            case "java" -> java(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void guest(Path module, WasiConfig.Builder config) throws IOException {
        try (Engine engine = Engine.create(); Store<Void> store = Store.create(engine)) {
            Linker<Void> linker = Linker.create(engine);
            Wasi.define(linker);
            Wasi.set(store, config.build());
            linker.instantiate(store, engine.compile(module)).func("_start").call();
        } catch (WasiExit exit) {
            if (exit.code() != 0) {
                throw exit;
            }
        }
    }

    private static void many(Path module, Path folder, String count) throws IOException {
        PrintStream out = System.out;
        long began = System.nanoTime();
        guest(module, WasiConfig.builder().arguments("many", count).directory(folder, ".", Access.READ_WRITE));
        out.println("IT " + GuestMain.milliseconds(began) + " " + count);
    }

    private static void java(Path folder, int count) {
        PrintStream out = System.out;
        long began = System.nanoTime();
        int found = 0;
        try {
            for (int i = 0; i < count; i++) {
                Path directory = folder.resolve("d" + i / EACH);
                if (i % EACH == 0) {
                    Files.createDirectory(directory);
                }
                String text = "d" + i / EACH + "/f" + i;
                Files.write(folder.resolve(text), text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE);
            }
            for (int i = 0; i * EACH < count; i++) {
                found += empty(folder, "d" + i);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println("IT " + GuestMain.milliseconds(began) + " " + found);
    }

    private static int empty(Path folder, String name) throws IOException {
        int found = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder.resolve(name))) {
            for (Path entry : entries) {
                byte[] expected = (name + "/" + entry.getFileName()).getBytes(StandardCharsets.UTF_8);
                if (!Arrays.equals(expected, Files.readAllBytes(entry))) {
                    throw new IllegalStateException(entry + " has another content");
                }
                Files.delete(entry);
                found++;
            }
        }
        Files.delete(folder.resolve(name));
        return found;
    }
}
