package org.granary.differential;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.granary.binary.ModuleDecoder;
import org.granary.engine.EngineConfig;
import org.granary.engine.ModuleException;
import org.granary.engine.Proposal;
import org.granary.type.TypeCanon;
import org.granary.validate.ModuleValidator;
import org.junit.jupiter.api.Test;

/**
 * Whatever is done to the bytes of modules that have every instruction and type between them, decoding and validating end well or in a
 * refusal. {@code MutationTest} does the same with a small module, in which each byte is met more often.
 */
class DamagedModulesTest {
    private static final int ROUNDS = 400;
    private static final EngineConfig CONFIG = config();

    private final List<byte[]> good = LongStream.range(500, 508).mapToObj(seed -> new RandomModule(seed, true).bytes).toList();
    private int taken;
    private int refused;

    private static EngineConfig config() {
        EngineConfig.Builder config = EngineConfig.builder();
        for (Proposal proposal : Proposal.values()) {
            config.proposal(proposal, true);
        }
        return config.build();
    }

    private void look(byte[] bytes) {
        try {
            ModuleValidator.validate(ModuleDecoder.decode(bytes, CONFIG), CONFIG, new TypeCanon());
            taken++;
        } catch (ModuleException e) {
            refused++;
        } catch (RuntimeException | Error e) {
            fail(HexFormat.of().formatHex(bytes), e);
        }
    }

    private void bothCame() {
        assertTrue(taken > 0 && refused > taken, taken + " were taken, " + refused + " refused");
    }

    @Test
    void changedBytes() {
        Random random = new Random(31);
        for (byte[] module : good) {
            look(module.clone());
            for (int round = 0; round < ROUNDS; round++) {
                byte[] bytes = module.clone();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    int at = 8 + random.nextInt(bytes.length - 8);
                    bytes[at] = (byte) (random.nextBoolean() ? random.nextInt() : bytes[at] + random.nextInt(5) - 2);
                }
                look(bytes);
            }
        }
        bothCame();
    }

    @Test
    void bytesThatAreMissingOrTooMany() {
        Random random = new Random(32);
        for (byte[] module : good) {
            look(module.clone());
            for (int round = 0; round < ROUNDS / 4; round++) {
                look(Arrays.copyOf(module, random.nextInt(module.length)));
                int at = 8 + random.nextInt(module.length - 8);
                byte[] shorter = Arrays.copyOf(module, module.length - 1);
                System.arraycopy(module, at + 1, shorter, at, shorter.length - at);
                look(shorter);
                byte[] longer = Arrays.copyOf(module, module.length + 1);
                System.arraycopy(module, at, longer, at + 1, module.length - at);
                look(longer);
            }
        }
        bothCame();
    }

    @Test
    void exchangedParts() {
        Random random = new Random(33);
        for (byte[] module : good) {
            byte[] other = good.get(random.nextInt(good.size()));
            for (int round = 0; round < ROUNDS / 2; round++) {
                byte[] bytes = module.clone();
                int length = 1 + random.nextInt(12);
                System.arraycopy(other, 8 + random.nextInt(other.length - 8 - length), bytes,
                        8 + random.nextInt(bytes.length - 8 - length), length);
                look(bytes);
            }
            look(module.clone());
        }
        bothCame();
    }
}
