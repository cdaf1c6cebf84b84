package org.granary.itests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogReaderService;

/** Whatever lies in the watched folder: it has a state and a plain reason, which is logged once, and everything else goes on. */
@InFramework
class BadInputIT {
    /** Longer than any machine takes. */
    private static final long LONG_MILLIS = 600_000;

    @FromFramework
    private BundleContext context;
    @FromFramework
    private Path deploy;
    @FromFramework
    private PluginHost host;
    @FromFramework
    private LogReaderService log;
    @FromFramework
    private Belongings belongings;

    @BeforeEach
    void aGoodOneIsThere() throws Exception {
        Wasm.put(deploy, "good.wasm", Wasm.number(1));
        Wasm.await(host, "good.wasm", "ACTIVE");
    }

    @AfterEach
    void theGoodOneStillServes() throws Exception {
        Plugin good = host.plugins().stream().filter(p -> p.name().equals("good")).findFirst().orElseThrow();
        assertArrayEquals(new Object[] {1}, good.call("number"));
        for (Bundle bundle : context.getBundles()) {
            assertEquals(Bundle.ACTIVE, bundle.getState(), bundle.getSymbolicName());
        }
    }

    /** The reason of a file's state, which all of the words are in, and which stands in the log once. */
    private String reason(String file, byte[] content, String state, String... words) throws Exception {
        Wasm.put(deploy, file, content);
        return reason(file, state, words);
    }

    private String reason(String file, String state, String... words) throws Exception {
        String text = Wasm.await(host, file, state);
        String reason = text.substring(text.indexOf(' ') + 1);
        for (String word : words) {
            assertTrue(reason.contains(word), () -> "no \"" + word + "\" in: " + reason);
        }
        Await.until("the reason is logged", () -> logged(reason) > 0);
        assertEquals(1, logged(reason), reason);
        return reason;
    }

    private long logged(String reason) {
        return Collections.list(log.getLog()).stream().map(LogEntry::getMessage).filter(message -> message.contains(reason)).count();
    }

    /** While another file comes, the folder is looked through again and again. Reasons that no other test of this class has. */
    @Test
    void reasonsAreNotLoggedAgain() throws Exception {
        List<String> reasons = new ArrayList<>();
        reasons.add(reason("others.wasm", "other words".getBytes(StandardCharsets.UTF_8), "FAILED"));
        reasons.add(reason("mismatch.wasm", Wasm.binary("(module (func (result f32) (f64.const 1)))"), "FAILED"));
        reasons.add(reason("again.wasm", Wasm.binary("(module (import \"nobody\" \"again\" (func)))"), "UNRESOLVED"));
        Wasm.put(deploy, "own.wasm", Wasm.number(1));
        Wasm.await(host, "own.wasm", "ACTIVE");
        reasons.add(reason("own-2.0.wasm", Wasm.number(2), "FAILED"));
        Wasm.put(deploy, "later.wasm", Wasm.number(3));
        Wasm.await(host, "later.wasm", "ACTIVE");
        for (String reason : reasons) {
            assertEquals(1, logged(reason), reason);
        }
    }

    @Test
    void notWasm() throws Exception {
        reason("words.wasm", "these are words".getBytes(StandardCharsets.UTF_8), "FAILED", "malformed", "magic header", "text",
                "offset 0x0", "expected 00 61 73 6d", "found 74 68 65 73");
    }

    @Test
    void emptyFile() throws Exception {
        reason("empty.wasm", new byte[0], "FAILED", "malformed", "the input is empty", "offset 0x0", "expected 00 61 73 6d",
                "found nothing");
    }

    @Test
    void directory() throws Exception {
        Files.createDirectory(deploy.resolve("folder.wasm"));
        reason("folder.wasm", "FAILED", "cannot be read: expected a file, found a directory");
    }

    @Test
    void linkThatLeadsNowhere() throws Exception {
        Files.createSymbolicLink(deploy.resolve("link.wasm"), Path.of("nowhere.wasm"));
        reason("link.wasm", "FAILED", "cannot be read: expected a file, found a link to what is not there: nowhere.wasm");
    }

    @Test
    void truncated() throws Exception {
        byte[] whole = Wasm.number(5);
        reason("half.wasm", Arrays.copyOf(whole, whole.length - 3), "FAILED", "malformed", "CODE section", "cut off", "offset 0x",
                "expected", "found");
    }

    @Test
    void anotherKindOfFile() throws Exception {
        reason("native.wasm", new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}, "FAILED", "malformed", "an ELF file", "offset 0x0",
                "expected 00 61 73 6d", "found 7f 45 4c 46");
    }

    @Test
    void component() throws Exception {
        reason("component.wasm", new byte[] {0, 'a', 's', 'm', 0x0d, 0, 1, 0}, "FAILED", "malformed", "a component", "offset 0x4",
                "expected 01 00 00 00", "found 0d 00 01 00");
    }

    @Test
    void opcodeThatIsNone() throws Exception {
        byte[] module = Wasm.binary("(module (func nop))");
        // the nop, before the end of the body
        module[module.length - 2] = (byte) 0xff;
        reason("opcode.wasm", module, "FAILED", "malformed", "illegal opcode", "offset 0x", "function 0", "expected an instruction's code",
                "found ff");
    }

    @Test
    void invalid() throws Exception {
        reason("invalid.wasm", Wasm.binary("(module (func (result i32) (i64.const 1)))"), "FAILED", "invalid", "type mismatch", "offset 0x",
                "function 0", "expected", "i32", "found",
                "i64");
    }

    @Test
    void importThatNobodyOffers() throws Exception {
        reason("asker.wasm", Wasm.binary("(module (import \"nobody\" \"f\" (func)))"), "UNRESOLVED", "waits for nobody.f");
    }

    @Test
    void startThatTraps() throws Exception {
        reason("trap.wasm", Wasm.binary("(module $trap (func $boom unreachable) (start $boom))"), "FAILED", "wasm trap: unreachable",
                "boom");
    }

    @Test
    void startThatNeverEndsHoldsUpNobodyAndIsCalledOffWithItsFile() throws Exception {
        belongings.configure("forever", Map.of("start.millis", LONG_MILLIS));
        Wasm.put(deploy, "forever.wasm", Wasm.binary("(module (func $f (loop (br 0))) (start $f))"));
        Wasm.await(host, "forever.wasm", "RESOLVED");
        Wasm.put(deploy, "quick.wasm", Wasm.number(2));
        Wasm.await(host, "quick.wasm", "ACTIVE");
        assertTrue(Wasm.state(host, "forever.wasm").startsWith("RESOLVED"), "the quick one did not wait for the other");
        Files.delete(deploy.resolve("forever.wasm"));
        Wasm.await(host, "forever.wasm", "none");
    }

    @Test
    void startThatNeverEndsFailsWhenItsTimeIsOver() throws Exception {
        belongings.configure("forever", Map.of("start.millis", 150L));
        Wasm.put(deploy, "forever.wasm", Wasm.binary("(module (func $f (loop (br 0))) (start $f))"));
        String failed = Wasm.await(host, "forever.wasm", "FAILED");
        assertTrue(failed.contains("150 ms (start.millis)"), failed);
    }

    @Test
    void memoryOverTheLimit() throws Exception {
        reason("huge.wasm", Wasm.binary("(module (memory 65536))"), "FAILED", "memory", "268435456", "4294967296", "limit.memory.bytes");
    }

    @Test
    void tableOverTheLimit() throws Exception {
        reason("table.wasm", Wasm.binary("(module (table 10000001 funcref))"), "FAILED", "table", "10000000", "10000001",
                "limit.table.elements");
    }

    @Test
    void twoOfOneName() throws Exception {
        reason("good-2.0.wasm", Wasm.number(2), "FAILED", "name clash", "good.wasm");
        assertTrue(Wasm.state(host, "good.wasm").startsWith("ACTIVE"));
    }
}
