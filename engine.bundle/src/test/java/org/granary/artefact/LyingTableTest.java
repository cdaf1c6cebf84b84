package org.granary.artefact;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;
import org.granary.engine.ArtefactTrust;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.WasmException;
import org.granary.op.CoreOp;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.MemoryType;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Artefacts whose digests are right and whose tables say anything: where classes stand, how long they are, which ones they repeat. */
@Timeout(120)
class LyingTableTest {
    private static final int SOURCE_LENGTH_BACK = 8;

    private final Engine trusting = Engine.create(EngineConfig.builder()
            .artefacts(ArtefactTrust.builder().noHostKey().trustUnsigned(true).build()).build());

    /** Two functions and a memory that grows: classes for two forms, of which the second repeats the first. */
    private static byte[] module() {
        ModuleBuilder module = new ModuleBuilder();
        module.memory(MemoryType.of(1));
        FuncType unary = FuncType.taking(ValType.I32).returning(ValType.I32);
        for (String name : List.of("a", "b")) {
            module.export(name, ExternType.Kind.FUNC, module.func(unary, code -> {
                code.local(CoreOp.LOCAL_GET, 0);
                code.memory(CoreOp.MEMORY_GROW, 0);
            }));
        }
        return module.build();
    }

    /** The same bytes with the digest that they have now. */
    private static byte[] digested(byte[] changed) {
        byte[] front = ArtefactFormat.front(changed);
        byte[] digest = Sha256.of(Arrays.copyOf(front, ArtefactFormat.DIGEST_AT), Arrays.copyOfRange(front, ArtefactFormat.HEAD,
                front.length), ArtefactFormat.sums(changed, new Sha256.OfPieces()));
        System.arraycopy(digest, 0, changed, ArtefactFormat.DIGEST_AT, digest.length);
        return changed;
    }

    /** Any byte of the table, and of what is deflated behind it, one to three at a time. */
    @Test
    void itIsRefusedInOurWordsOrHarmless() {
        byte[] genuine = trusting.precompileModule(module());
        assertFalse(refused(digested(genuine.clone())));
        int source = ArtefactFormat.front(genuine).length;
        int table = source + ByteBuffer.wrap(genuine).getInt(source - SOURCE_LENGTH_BACK);
        int length = ByteBuffer.wrap(genuine).getInt(source - Integer.BYTES);
        Random random = new Random(11);
        int refused = 0;
        int rounds = 0;
        for (int at = 0; at < length; at++) {
            for (int change : new int[] {1, 2, 0x7f, 0x80, random.nextInt(256)}) {
                byte[] changed = genuine.clone();
                changed[table + at] ^= (byte) change;
                for (int more = random.nextInt(3); more > 0; more--) {
                    changed[table + random.nextInt(genuine.length - table - 1)] = (byte) random.nextInt(256);
                }
                refused += refused(digested(changed)) ? 1 : 0;
                rounds++;
            }
        }
        assertTrue(refused > rounds * 9 / 10, refused + " of " + rounds);
    }

    private boolean refused(byte[] artefact) {
        try {
            trusting.deserialize(artefact);
            return false;
        } catch (WasmException e) {
            assertFalse(e instanceof ArtefactException told && told.reason() == Reason.TAMPERED, "digest and source are right");
            return true;
        }
    }
}
