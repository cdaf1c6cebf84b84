package org.granary.wasi.preview1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.granary.wasi.fs.Confined;
import org.granary.wasi.fs.Directory;
import org.granary.wasi.stream.Stop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingsTest {
    private static final int MOST = 1_000;
    private static final Stop NEVER = () -> false;

    @TempDir
    Path host;

    private final Listings listings = new Listings(MOST);

    private DirectoryDescriptor open() throws IOException {
        return new DirectoryDescriptor(new Confined(Directory.of(host), true), null, Rights.DIRECTORY, 0, listings);
    }

    /** A directory of 100,000 files, opened 4,000 times, was 30 GB of the host's memory. */
    @Test
    void thousandsOfListsOfOneStoreTakeNoMoreThanAFew() throws IOException {
        Files.createFile(host.resolve("a"));
        List<DirectoryDescriptor> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            DirectoryDescriptor one = open();
            all.add(one);
            assertEquals(List.of(".", "..", "a"), one.names(true, NEVER));
            assertTrue(listings.bytes() <= MOST);
        }
        List<String> kept = all.get(49).names(false, NEVER);
        Files.createFile(host.resolve("b"));
        assertSame(kept, all.get(49).names(false, NEVER), "what was read of late is as it was when the list began");
        assertEquals(List.of(".", "..", "a", "b"), all.get(0).names(false, NEVER), "what was forgotten is what is there now");
        for (DirectoryDescriptor one : all) {
            one.close();
        }
        assertEquals(0, listings.bytes());
    }

    @Test
    void oneListMayBeLargerThanAllTogether() throws IOException {
        for (int i = 0; i < 20; i++) {
            Files.createFile(host.resolve("file" + i));
        }
        try (DirectoryDescriptor one = open(); DirectoryDescriptor other = open()) {
            List<String> names = one.names(true, NEVER);
            assertEquals(22, names.size());
            assertSame(names, one.names(false, NEVER));
            assertEquals(names, other.names(true, NEVER));
            assertNotSame(names, one.names(false, NEVER), "only the last one stays");
        }
    }

    @Test
    void namesAreNotPutInOrderBeyondTheEnd() throws IOException {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            many.add(Integer.toString(i * 7_919 % 10_000));
        }
        Directory directory = (Directory) Proxy.newProxyInstance(Directory.class.getClassLoader(), new Class<?>[] {Directory.class},
                (proxy, method, arguments) -> method.getName().equals("list") ? many : null);
        Confined files = new Confined(directory, false);
        try (DirectoryDescriptor one = new DirectoryDescriptor(files, null, Rights.DIRECTORY, 0, listings)) {
            int[] asked = {0};
            assertEquals(Errno.INTR, assertThrows(Refused.class, () -> one.names(true, () -> ++asked[0] == 2)).errno);
            assertEquals(2, asked[0]);
            assertEquals(0, listings.bytes());
            assertEquals(10_002, one.names(false, NEVER).size(), "what was not finished is not kept");
        }
    }
}
