package org.granary.plugin.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.GuestFrame;
import org.granary.engine.Proposal;
import org.granary.engine.SourceLocation;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.engine.UnsupportedException;
import org.junit.jupiter.api.Test;

class ReasonsTest {
    @Test
    void whatIsSwitchedOffIsToldOnceWithTheSwitch() {
        byte[] module = {0, 'a', 's', 'm', 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, 7, 1, 5, 0, 6, 0x40, 0x0b, 0x0b};
        try (Engine engine = Engine.create()) {
            UnsupportedException off = assertThrows(UnsupportedException.class, () -> engine.compile(module));
            assertEquals("unsupported module: proposal legacy-exceptions (try) at offset 0x17 in function 0; "
                    + "proposals.on=legacy-exceptions in the configuration org.granary.engine lets modules use it", Reasons.refused(off));
        }
        try (Engine engine = Engine.create(EngineConfig.builder().proposal(Proposal.EXCEPTIONS, false).build())) {
            byte[] tag = {0, 'a', 's', 'm', 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 13, 3, 1, 0, 0};
            UnsupportedException off = assertThrows(UnsupportedException.class, () -> engine.compile(tag));
            assertTrue(Reasons.refused(off).endsWith("; it is among proposals.off in the configuration org.granary.engine"),
                    () -> Reasons.refused(off));
        }
    }

    @Test
    void aTrapIsToldWithItsFramesAndTheirLines() {
        Trap trap = new Trap(TrapCode.UNREACHABLE);
        trap.locate(List.of(new GuestFrame("m", 0, Optional.of("f"), 3, Optional.of(new SourceLocation("a.c", 12, 5))),
                new GuestFrame("m", 1, Optional.empty(), -1)));
        assertEquals("wasm trap: unreachable, in m!f (a.c:12:5) @ 0x3 < m!func[1]", Reasons.trapped(trap));
    }
}
