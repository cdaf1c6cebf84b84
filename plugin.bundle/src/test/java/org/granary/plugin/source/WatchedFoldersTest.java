package org.granary.plugin.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFoldersTest {
    @TempDir
    private Path folder;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    private Path write(String name, long timeMillis) throws IOException {
        Path file = Files.writeString(folder.resolve(name), name);
        return Files.setLastModifiedTime(file, FileTime.fromMillis(timeMillis));
    }

    private List<String> next(int count) throws InterruptedException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(String.valueOf(told.poll(30, TimeUnit.SECONDS)));
        }
        return names;
    }

    @Test
    void theFirstScanTakesFilesOfTheLastRunFirstThenByTimeThenByName() throws Exception {
        write("a-2.wasm", 4_000);
        write("b.wasm", 3_000);
        write("a-3.wasm", 4_000);
        write("c.txt", 1_000);
        Path known = write("a.wasm", 9_000);
        LastRun before = new LastRun(folder.resolve("names"));
        before.note(() -> List.of(folder.resolve("gone.wasm"), known));
        before.close();
        before.note(List::of);
        try (WatchedFolders folders =
                new WatchedFolders(0, change -> told.add(change.file().getFileName().toString()), fault -> told.add(fault.toString()))) {
            folders.begin(List.of(folder, folder.resolve("missing")), new LastRun(folder.resolve("names")).files());
            assertEquals(List.of("a.wasm", "b.wasm", "a-2.wasm", "a-3.wasm"), next(4));
        }
    }

    @Test
    void aFileThatTakesThePlaceOfAnotherWithItsSizeAndTimeIsTold() throws Exception {
        write("a.wasm", 1_000);
        try (WatchedFolders folders =
                new WatchedFolders(0, change -> told.add(change.file().getFileName().toString()), fault -> told.add(fault.toString()))) {
            folders.begin(List.of(folder), List.of());
            assertEquals(List.of("a.wasm"), next(1));
            Files.move(write("b.part", 1_000), folder.resolve("a.wasm"), StandardCopyOption.REPLACE_EXISTING);
            assertEquals(List.of("a.wasm"), next(1));
        }
    }

    @Test
    void whatWasReadInTheMiddleOfAnotherWritingIsToldAgain() throws Exception {
        Path file = write("a.wasm", 1_000);
        try (WatchedFolders folders =
                new WatchedFolders(0, change -> told.add(change.file().getFileName().toString()), fault -> told.add(fault.toString()))) {
            folders.begin(List.of(folder), List.of());
            assertEquals(List.of("a.wasm"), next(1));
            folders.wasRead(file, "that of the half");
            assertEquals(List.of("a.wasm"), next(1));
        }
    }

    @Test
    void whoIsToldMayFailAndIsToldOfTheNextAllTheSame() throws Exception {
        write("a.wasm", 1_000);
        write("b.wasm", 2_000);
        try (WatchedFolders folders = new WatchedFolders(0, change -> {
            told.add(change.file().getFileName().toString());
            throw new StackOverflowError("deep");
        }, fault -> told.add(fault.getMessage()))) {
            folders.begin(List.of(folder), List.of());
            assertEquals(List.of("a.wasm", "deep", "b.wasm", "deep"), next(4));
            write("c.wasm", 3_000);
            folders.announce(folder.resolve("c.wasm"));
            assertEquals(List.of("c.wasm", "deep"), next(2));
        }
    }

    @Test
    void whatIsNoFileIsFoundThoughNobodyTellsOfIt() throws Exception {
        Files.createDirectory(folder.resolve("first.wasm"));
        try (WatchedFolders folders =
                new WatchedFolders(0, change -> told.add(change.kind() + " " + change.file().getFileName()), fault -> told
                .add(fault.toString()))) {
            folders.begin(List.of(folder), List.of());
            assertEquals(List.of("UNREADABLE first.wasm"), next(1));
            Links.make(folder.resolve("later.wasm"), Path.of("missing"));
            write("unheard.wasm", 1_000);
            assertEquals(List.of("UNREADABLE later.wasm"), next(1));
            Files.delete(folder.resolve("later.wasm"));
            assertEquals(List.of("GONE later.wasm"), next(1));
        }
    }

    @Test
    void aLastRunThatCannotBeReadIsNone() throws Exception {
        Path store = Files.writeString(folder.resolve("names"), "no such thing\n");
        assertEquals(List.of(), new LastRun(store).files());
        assertEquals(List.of(), new LastRun(null).files());
        assertEquals(List.of(), new LastRun(folder.resolve("missing")).files());
    }
}
