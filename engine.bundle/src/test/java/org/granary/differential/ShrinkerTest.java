package org.granary.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Proposal;
import org.granary.op.CoreOp;
import org.granary.op.Op;
import org.granary.vm.EngineCore;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
    private static final EngineConfig CONFIG = EngineConfig.builder().proposal(Proposal.LEGACY_EXCEPTIONS, true).build();
    private static final Duration LONG = Duration.ofSeconds(60);

    private static boolean has(byte[] module, Op op) {
        return new Bodies(module, CONFIG).code.stream().flatMap(List::stream).anyMatch(instruction -> instruction.op() == op);
    }

    @Test
    void whatIsTakenApartIsPutTogetherAgain() {
        RandomModule module = new RandomModule(3, true);
        Bodies bodies = new Bodies(module.bytes, CONFIG);
        assertEquals(List.of(), IntStream.range(0, module.bytes.length)
                .filter(i -> module.bytes[i] != bodies.with(0, bodies.code.get(0))[i]).boxed().toList());
    }

    @Test
    void littleIsLeftOfAModuleThatShowsOneInstruction() {
        RandomModule module = LongStream.range(0, 100).mapToObj(seed -> new RandomModule(seed, true))
                .filter(random -> has(random.bytes, CoreOp.I64_MUL) && new Bodies(random.bytes, CONFIG).count() > 300)
                .findFirst().orElseThrow();
        byte[] small = Shrinker.shrink(module.bytes, CONFIG, bytes -> has(bytes, CoreOp.I64_MUL), LONG);
        assertTrue(has(small, CoreOp.I64_MUL));
        Bodies left = new Bodies(small, CONFIG);
        // two in each function that need not do anything, and the one with its operands
        assertTrue(left.count() <= 2 * left.code.size() + 8, () -> Listing.of(small, CONFIG));
    }

    @Test
    void whatShowsNothingWhenItIsSmallerStaysAsItIs() {
        RandomModule module = new RandomModule(5, true);
        assertSame(module.bytes, Shrinker.shrink(module.bytes, CONFIG, bytes -> false, Duration.ofMillis(100)));
    }

    @Test
    void aPartThatRunsForEverIsFoundOut() {
        RandomModule module = new RandomModule(3, true);
        EngineCore metered = (EngineCore) Engine.create(EngineConfig.builder().proposal(Proposal.LEGACY_EXCEPTIONS, true).consumeFuel(true)
                .interpreter(true).build());
        assertTrue(DifferentialTest.ends(module, metered, 3));
        List<Bodies.Instruction> forEver = Stream.of("03 40", "0c 00", "0b", "00", "0b")
                .map(bytes -> new Bodies.Instruction(CoreOp.NOP, HexFormat.ofDelimiter(" ").parseHex(bytes))).toList();
        byte[] part = new Bodies(module.bytes, CONFIG).with(0, forEver);
        assertFalse(DifferentialTest.ends(new RandomModule(module, part), metered, 3));
    }
}
