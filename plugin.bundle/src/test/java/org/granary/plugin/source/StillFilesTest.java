package org.granary.plugin.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StillFilesTest {
    private static final Path FILE = Path.of("/deploy/a.wasm");
    private static final FileChange THERE = new FileChange(FileChange.Kind.THERE, FILE, "");
    private static final FileChange GONE = new FileChange(FileChange.Kind.GONE, FILE, "");

    private final Map<Path, FileState> disk = new HashMap<>();
    private Path failing;
    private long time;
    private int reads;
    private final StillFiles files = new StillFiles(new StillFiles.Eye() {
        @Override
        public FileState glance(Path file) {
            reads--;
            return look(file).unread();
        }

        @Override
        public FileState look(Path file) {
            if (file.equals(failing)) {
                throw new IllegalStateException("broken");
            }
            reads++;
            return disk.getOrDefault(file, FileState.ABSENT);
        }

        @Override
        public boolean unchanged(Path file, FileState before) {
            return glance(file).equals(before.unread());
        }
    });

    private void write(String content) {
        disk.put(FILE, new FileState(true, content.length(), ++time, "", content, ""));
    }

    private List<FileChange> at(long time) {
        return files.look(time, 500);
    }

    @Test
    void isTakenWhenItHeldStill() {
        write("half");
        files.announce(FILE, 0);
        assertEquals(List.of(), at(400));
        write("whole");
        assertEquals(List.of(), at(450));
        // from here on size and time stand still, and the content is read
        assertEquals(List.of(), at(500));
        assertEquals(List.of(), at(999));
        assertEquals(List.of(FILE), List.copyOf(files.restless()));
        assertEquals(List.of(THERE), at(1_000));
        assertEquals(List.of(), List.copyOf(files.restless()));
        assertTrue(files.isQuiet());
        assertEquals(List.of(), at(2_000));
    }

    @Test
    void sameSizeAndTimeWithOtherContentIsNotStill() {
        write("aaaa");
        files.announce(FILE, 0);
        time = 0;
        write("bbbb");
        assertEquals(List.of(), at(500));
        assertEquals(List.of(THERE), at(1_000));
    }

    @Test
    void newContentIsToldAgain() {
        write("one");
        files.announce(FILE, 0);
        at(500);
        write("two");
        assertEquals(List.of(), at(600));
        assertFalse(files.isQuiet());
        assertEquals(List.of(), at(700));
        assertEquals(List.of(THERE), at(1_200));
    }

    @Test
    void touchedFileIsNotNew() {
        write("one");
        files.announce(FILE, 0);
        at(500);
        disk.put(FILE, new FileState(true, 3, 99, "", "one", ""));
        at(600);
        assertEquals(List.of(), at(1_100));
    }

    @Test
    void anotherFileOfTheSameSizeAndTimeIsNoticed() {
        disk.put(FILE, new FileState(true, 3, 1, "first", "one", ""));
        files.announce(FILE, 0);
        assertEquals(List.of(THERE), at(500));
        disk.put(FILE, new FileState(true, 3, 1, "second", "two", ""));
        at(600);
        at(700);
        assertEquals(List.of(THERE), at(1_200));
    }

    @Test
    void whatWasReadInTheMiddleOfAnotherWritingIsToldAgain() {
        write("one");
        files.announce(FILE, 0);
        assertEquals(List.of(THERE), at(500));
        // written once more, with the same content, while who was told reads the half of it
        write("one");
        files.wasRead(FILE, "half");
        assertFalse(files.isQuiet());
        at(600);
        at(700);
        assertEquals(List.of(THERE), at(1_200));
        files.wasRead(FILE, "one");
        assertEquals(List.of(), at(2_000));
        assertTrue(files.isQuiet());
    }

    @Test
    void whatCouldNotBeReadIsToldAgain() {
        write("one");
        files.announce(FILE, 0);
        at(500);
        files.wasRead(FILE, "");
        assertEquals(List.of(THERE), at(600));
    }

    @Test
    void whatWasReadAsItIsNowIsNotToldAgain() {
        write("one");
        files.announce(FILE, 0);
        at(500);
        write("two");
        files.wasRead(FILE, "two");
        at(600);
        at(700);
        assertEquals(List.of(), at(1_200));
    }

    @Test
    void deletedFileIsToldAndForgotten() {
        write("one");
        files.announce(FILE, 0);
        at(500);
        disk.clear();
        assertEquals(List.of(), at(600));
        assertEquals(List.of(GONE), at(1_100));
        assertEquals(List.of(), List.copyOf(files.files()));
    }

    @Test
    void deletedAndWrittenAnewAtOnceIsAReplacement() {
        write("one");
        files.announce(FILE, 0);
        at(500);
        disk.clear();
        at(600);
        write("two");
        at(700);
        at(800);
        assertEquals(List.of(THERE), at(1_300));
    }

    @Test
    void fileThatIsGoneBeforeItHeldStillIsNeverTold() {
        write("one");
        files.announce(FILE, 0);
        disk.clear();
        at(100);
        assertEquals(List.of(), at(600));
        assertEquals(List.of(), List.copyOf(files.files()));
    }

    @Test
    void aFileThatCannotBeLookedAtHoldsUpNoOther() {
        Path other = Path.of("/deploy/other.wasm");
        write("one");
        files.announce(other, 0);
        files.announce(FILE, 0);
        failing = other;
        assertEquals(List.of(), at(10));
        assertEquals(List.of(new FileChange(FileChange.Kind.UNREADABLE, other, "java.lang.IllegalStateException: broken"), THERE), at(600));
    }

    @Test
    void aFileThatIsBeingWrittenIsNotReadEachTime() {
        write("1");
        files.announce(FILE, 0);
        int first = reads;
        for (int i = 2; i < 20; i++) {
            write("x".repeat(i));
            assertEquals(List.of(), at(i));
        }
        assertEquals(first, reads);
        at(20);
        assertEquals(first + 1, reads);
        assertEquals(List.of(THERE), at(520));
    }

    @Test
    void unreadableFileIsToldWithItsReason() {
        disk.put(FILE, new FileState(true, 0, 0, "", "", "access denied"));
        files.announce(FILE, 0);
        assertEquals(List.of(new FileChange(FileChange.Kind.UNREADABLE, FILE, "access denied")), at(500));
        write("one");
        at(600);
        assertEquals(List.of(THERE), at(1_100));
    }

    @Test
    void whatTakesTheNameOfAFileAndIsNoneIsToldWhenTheFileIsGone() {
        write("one");
        files.announce(FILE, 0);
        assertEquals(List.of(THERE), at(500));
        disk.put(FILE, new FileState(false, 0, 0, "", "", "a directory"));
        at(600);
        assertEquals(List.of(GONE), at(1_100));
        assertFalse(files.isQuiet());
        assertEquals(List.of(new FileChange(FileChange.Kind.UNREADABLE, FILE, "a directory")), at(1_200));
        assertTrue(files.isQuiet());
        assertEquals(List.of(), at(1_300));
        disk.clear();
        at(1_400);
        assertEquals(List.of(GONE), at(1_900));
        assertEquals(List.of(), List.copyOf(files.files()));
    }
}
