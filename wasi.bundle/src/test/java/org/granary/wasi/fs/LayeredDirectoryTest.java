package org.granary.wasi.fs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class LayeredDirectoryTest extends InConfined {
    private Path below;
    private Path above;
    private String before;

    @BeforeEach
    void open() throws IOException {
        below = Files.createDirectory(temporary.resolve("below"));
        above = Files.createDirectory(temporary.resolve("above"));
        Files.createDirectories(below.resolve("dir/deep"));
        Files.writeString(below.resolve("dir/file"), "lower");
        Files.writeString(below.resolve("dir/deep/other"), "other");
        Files.createSymbolicLink(below.resolve("link"), Path.of("dir/file"));
        before = snapshot();
        guest = new Confined(LayeredDirectory.of(Directory.of(below), Directory.of(above)), true);
    }

    @AfterEach
    void theLowerLayerIsAsItWas() throws IOException {
        guest.close();
        assertEquals(before, snapshot());
    }

    private String snapshot() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> paths = Files.walk(below)) {
            for (Path path : paths.sorted(Comparator.naturalOrder()).toList()) {
                all.append(path).append(Files.isRegularFile(path) ? Files.readString(path) : "").append('\n');
            }
        }
        return all.toString();
    }

    private List<String> list(String path) throws IOException {
        try (Confined directory = guest.open(path, true, true, READ).directory()) {
            return directory.list();
        }
    }

    @Test
    void readingChangesNeitherLayer() throws IOException {
        assertEquals("lower", read("link"));
        assertEquals(List.of("deep", "file"), list("dir"));
        try (Stream<Path> made = Files.list(above)) {
            assertEquals(0, made.count());
        }
    }

    @Test
    void writingCopiesFirst() throws IOException {
        write("dir/file", "UPPER and longer");
        write("dir/deep/new", "new");
        assertEquals("UPPER and longer", read("dir/file"));
        assertEquals(List.of("new", "other"), list("dir/deep"));
        assertEquals("UPPER and longer", Files.readString(above.resolve("dir/file")));
        write("dir/deep/other", "O");
        assertEquals("Other", read("dir/deep/other"));
        guest.setTimes("link", false, new Times(OptionalLong.of(1), OptionalLong.of(2)));
        assertEquals(2, guest.stat("link", false).modifyNanos());
        assertEquals("dir/file", guest.readLink("link"));
    }

    @Test
    void whatIsRemovedStaysRemoved() throws IOException {
        guest.unlink("dir/file");
        fails(Fault.NOT_FOUND, () -> guest.stat("dir/file", true));
        assertEquals(List.of("deep"), list("dir"));
        fails(Fault.NOT_EMPTY, () -> guest.removeDirectory("dir"));
        guest.unlink("dir/deep/other");
        guest.removeDirectory("dir/deep");
        guest.removeDirectory("dir");
        assertEquals(List.of("link"), guest.list());
        // made again it is empty: nothing shines through
        guest.createDirectory("dir");
        assertEquals(List.of(), list("dir"));
        write("dir/file", "again");
        assertEquals(List.of("file"), list("dir"));
        assertEquals("again", read("dir/file"));
    }

    @Test
    void renamesAndLinks() throws IOException {
        guest.rename("dir/file", guest, "moved");
        assertEquals("lower", read("moved"));
        fails(Fault.NOT_FOUND, () -> guest.stat("dir/file", true));
        guest.link("dir/deep/other", false, guest, "second");
        assertEquals("other", read("second"));
        fails(Fault.CROSS_DEVICE, () -> guest.rename("dir", guest, "elsewhere"));
        guest.createDirectory("own");
        write("own/x", "x");
        fails(Fault.NOT_EMPTY, () -> guest.rename("own", guest, "dir"));
        guest.unlink("dir/deep/other");
        guest.rename("own", guest, "dir/deep");
        assertEquals(List.of("x"), list("dir/deep"));
        guest.createDirectory("empty");
        guest.createDirectory("own");
        write("own/y", "y");
        guest.rename("own", guest, "empty");
        assertEquals(List.of("y"), list("empty"));
        guest.unlink("dir/deep/x");
        guest.rename("empty", guest, "dir/deep");
        assertEquals(List.of("y"), list("dir/deep"));
        guest.rename("moved", guest, "second");
        assertEquals("lower", read("second"));
    }

    @Test
    void marksAreNoNames() throws IOException {
        fails(Fault.ILLEGAL_NAME, () -> guest.open(".wh.file", true, false, WRITE));
        guest.unlink("link");
        assertEquals(List.of("dir"), guest.list());
        guest.symlink("dir", "link");
        assertEquals(List.of("deep", "file"), list("link/"));
    }

    @Test
    void aSecondGuestSeesWhatTheFirstHasLeft() throws IOException {
        guest.unlink("dir/file");
        write("dir/deep/other", "changed");
        try (Confined second = new Confined(LayeredDirectory.of(Directory.of(below), Directory.of(above)), false)) {
            fails(Fault.NOT_FOUND, () -> second.stat("dir/file", true));
            assertEquals(7, second.stat("dir/deep/other", true).size());
        }
    }

    @Test
    void aDirectoryTakesThePlaceOfAnEmptyOneBelow() throws IOException {
        guest.close();
        Files.createDirectory(below.resolve("empty"));
        before = snapshot();
        guest = new Confined(LayeredDirectory.of(Directory.of(below), Directory.of(above)), true);
        guest.createDirectory("own");
        write("own/x", "x");
        guest.rename("own", guest, "empty");
        assertEquals(List.of("x"), list("empty"));
    }

    private Confined opened(String path) throws IOException {
        return guest.open(path, true, true, READ).directory();
    }

    @Test
    void anOpenDirectorySeesWhatIsMadeAndRemovedByItsPath() throws IOException {
        try (Confined open = opened("dir")) {
            write("dir/new", "new");
            assertEquals(List.of("deep", "file", "new"), open.list());
            assertEquals(3, open.stat("new", true).size());
            guest.unlink("dir/file");
            assertEquals(List.of("deep", "new"), open.list());
            fails(Fault.NOT_FOUND, () -> open.stat("file", true));
            open.createDirectory("own");
            assertEquals(List.of("deep", "new", "own"), list("dir"));
        }
    }

    @Test
    void whatADirectoryHadIsNotInTheNextOneOfItsName() throws IOException {
        try (Confined open = opened("dir/deep"); Confined outer = opened("dir")) {
            assertEquals(List.of("other"), open.list());
            guest.unlink("dir/deep/other");
            guest.removeDirectory("dir/deep");
            assertEquals(List.of(), open.list());
            assertEquals(List.of("file"), outer.list());
            fails(Fault.NOT_FOUND, () -> open.stat("other", true));
            guest.createDirectory("dir/deep");
            write("dir/deep/next", "next");
            fails(Fault.NOT_FOUND, () -> open.stat("next", true));
            fails(Fault.NOT_FOUND, () -> open.createDirectory("lost"));
            assertEquals(List.of("next"), list("dir/deep"));
            try (Confined again = open.open(".", true, true, READ).directory()) {
                assertEquals(List.of(), again.list());
            }
        }
    }

    @Test
    void whoHasADirectoryOpenIsNotInTheOneThatTookItsPlace() throws IOException {
        guest.close();
        Files.createDirectory(below.resolve("empty"));
        before = snapshot();
        guest = new Confined(LayeredDirectory.of(Directory.of(below), Directory.of(above)), true);
        guest.createDirectory("own");
        write("own/x", "x");
        try (Confined open = opened("empty")) {
            guest.rename("own", guest, "empty");
            assertEquals(List.of(), open.list());
            fails(Fault.NOT_FOUND, () -> open.createDirectory("lost"));
            assertEquals(List.of("x"), list("empty"));
        }
    }

    /** What was removed in a directory stays so when moving another over it stops half-way. */
    @Test
    void aStopInTheMiddleOfARenameBringsNothingBack() throws IOException {
        guest.unlink("dir/deep/other");
        guest.createDirectory("own");
        guest.close();
        guest = new Confined(LayeredDirectory.of(Directory.of(below), Stopping.over(Directory.of(above))), true);
        fails(Fault.IO, () -> guest.rename("own", guest, "dir/deep"));
        guest.close();
        guest = new Confined(LayeredDirectory.of(Directory.of(below), Directory.of(above)), true);
        assertEquals(List.of(), list("dir/deep"));
        assertEquals(List.of(), list("own"));
    }

    /** An upper layer that renames no directory. */
    private record Stopping(Directory real) implements InvocationHandler {
        static Directory over(Directory real) {
            Class<?>[] kinds = {Directory.class};
            return (Directory) Proxy.newProxyInstance(Directory.class.getClassLoader(), kinds, new Stopping(real));
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            if (method.getName().equals("rename")) {
                throw new FsException(Fault.IO, "stopped");
            }
            try {
                Object result = method.invoke(real, arguments);
                return result instanceof Directory opened ? over(opened) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    /** A layer whose open handles are counted, and some of whose steps fail; one that closes has closed all the same. */
    private record Counting(Directory real, AtomicInteger open, Predicate<String> fails) implements InvocationHandler {
        static Directory over(Directory real, AtomicInteger open, Predicate<String> fails) {
            Class<?>[] kinds = {Directory.class};
            open.incrementAndGet();
            return (Directory) Proxy.newProxyInstance(Directory.class.getClassLoader(), kinds, new Counting(real, open, fails));
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            boolean failing = List.of(method.getExceptionTypes()).contains(IOException.class) && fails.test(method.getName());
            boolean closing = method.getName().equals("close");
            if (failing && !closing) {
                throw new FsException(Fault.IO, method.getName());
            }
            try {
                Object result = method.invoke(real, arguments);
                open.addAndGet(closing ? -1 : 0);
                if (failing) {
                    throw new FsException(Fault.IO, method.getName());
                }
                return result instanceof Directory opened ? over(opened, open, fails) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    @Test
    void whatCannotBeOpenedAgainLeavesNoHandle() throws IOException {
        AtomicInteger lower = new AtomicInteger();
        AtomicInteger upper = new AtomicInteger();
        Directory counted = Counting.over(Directory.of(below), lower, step -> false);
        Predicate<String> tooMany = step -> step.equals("reopen") && upper.get() == 2;
        try (Directory two = LayeredDirectory.of(counted, Counting.over(Directory.of(above), upper, tooMany))) {
            int before = lower.get();
            fails(Fault.IO, two::reopen);
            assertEquals(before, lower.get());
        }
        assertEquals(0, lower.get());
        assertEquals(0, upper.get());
    }

    private static void tellsBoth(String step, Executable opening) {
        FsException told = assertThrows(FsException.class, opening);
        assertTrue(told.getMessage().contains(step), told.getMessage());
        assertTrue(List.of(told.getSuppressed()).toString().contains("close"), () -> List.of(told.getSuppressed()).toString());
    }

    /** What has been opened in the lower layer by then cannot be closed either. */
    @Test
    void whatCannotBeOpenedInTheUpperLayerIsToldBeforeWhatFailedThen() throws IOException {
        Files.createDirectory(above.resolve("dir"));
        boolean[] failing = {true};
        AtomicInteger open = new AtomicInteger();
        Directory lower = Counting.over(Directory.of(below), open, step -> failing[0] && step.equals("close"));
        Directory upper = Counting.over(Directory.of(above), open, step -> failing[0] && step.matches("reopen|openDirectory"));
        tellsBoth("reopen", () -> LayeredDirectory.of(lower, upper));
        failing[0] = false;
        try (Directory two = LayeredDirectory.of(lower, upper)) {
            failing[0] = true;
            tellsBoth("reopen", two::reopen);
            tellsBoth("openDirectory", () -> two.openDirectory("dir"));
            failing[0] = false;
        }
        assertEquals(0, open.get());
    }

    /** Whichever step it is that fails: a directory is looked for again, and made, in the upper layer. */
    @Test
    void noStepOfTheUpperLayerThatFailsLeavesAHandle() throws IOException {
        int step = 1;
        while (failsAt(step)) {
            step++;
        }
        assertTrue(step > 20, "steps: " + step);
    }

    private boolean failsAt(int step) throws IOException {
        Path fresh = Files.createDirectory(temporary.resolve("above" + step));
        AtomicInteger open = new AtomicInteger();
        int[] left = {step};
        Directory lower = Counting.over(Directory.of(below), open, name -> false);
        Directory upper = Counting.over(Directory.of(fresh), open, name -> --left[0] == 0);
        Directory two;
        try {
            two = LayeredDirectory.of(lower, upper);
        } catch (FsException e) {
            assertEquals(2, open.get(), "those that were given, step " + step);
            lower.close();
            upper.close();
            return true;
        }
        try (two; Directory outer = two.openDirectory("dir"); Directory inner = outer.openDirectory("deep")) {
            try (Directory again = two.openDirectory("dir")) {
                again.createDirectory("new");
                again.unlink("file");
                assertEquals(List.of("other"), inner.list());
                inner.createDirectory("own");
                assertEquals(List.of("deep", "new"), outer.list());
            }
        } catch (FsException e) {
            assertEquals(Fault.IO, e.fault());
        }
        assertEquals(0, open.get(), "step " + step);
        return left[0] <= 0;
    }

    @Test
    void aCopyEndsBetweenTwoBlocksAndLeavesNothing() throws IOException {
        byte[] bytes = new byte[300_000];
        bytes[299_999] = 7;
        Files.write(below.resolve("large"), bytes);
        before = snapshot();
        int[] left = {3};
        guest.endedBy(() -> --left[0] == 0);
        fails(Fault.INTERRUPTED, () -> guest.open("large", true, false, WRITE));
        assertEquals(0, left[0]);
        try (Stream<Path> entries = Files.list(above)) {
            assertEquals(0, entries.count());
        }
        left[0] = Integer.MAX_VALUE;
        guest.open("large", true, false, WRITE).file().close();
        assertArrayEquals(bytes, Files.readAllBytes(above.resolve("large")));
    }

    /** Whatever kind of entry is brought to the upper layer, and whichever step of that fails. */
    @Test
    void whatIsBegunAndFailsLeavesNothing() throws IOException {
        Files.writeString(below.resolve("plain"), "lower");
        before = snapshot();
        Map<String, String> makes = Map.of("plain", "openFile", "link", "symlink", "dir", "createDirectory");
        Times times = new Times(OptionalLong.of(1_000_000_000L), OptionalLong.of(1_000_000_000L));
        for (String name : makes.keySet()) {
            for (String step : List.of(makes.get(name), "setTimes", "rename")) {
                Directory failing = Counting.over(Directory.of(above), new AtomicInteger(), step::equals);
                try (Directory two = LayeredDirectory.of(Directory.of(below), failing)) {
                    FsException told = assertThrows(FsException.class, () -> two.setTimes(name, times));
                    assertTrue(told.getMessage().contains(step), told.getMessage());
                    assertEquals(List.of(), List.of(told.getSuppressed()));
                }
                try (Stream<Path> entries = Files.list(above)) {
                    assertEquals(0, entries.count(), name + ", " + step);
                }
            }
            try (Directory two = LayeredDirectory.of(Directory.of(below), Directory.of(above))) {
                two.setTimes(name, times);
                assertEquals(1_000_000_000L, two.stat(name).modifyNanos());
            }
            Files.delete(above.resolve(name));
        }
    }

    @Test
    void aListEndsInBothLayers() throws IOException {
        write("new", "upper");
        int[] asked = {0};
        guest.endedBy(() -> ++asked[0] < 0);
        assertEquals(List.of("dir", "link", "new"), guest.list());
        int all = asked[0];
        assertEquals(7, all, "read and looked at, below and above, the latter for marks, too");
        for (int i = 1; i <= all; i++) {
            int last = i;
            asked[0] = 0;
            guest.endedBy(() -> ++asked[0] == last);
            fails(Fault.INTERRUPTED, guest::list);
        }
    }
}
