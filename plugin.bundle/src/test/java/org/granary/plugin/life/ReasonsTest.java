package org.granary.plugin.life;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.granary.engine.GuestFrame;
import org.granary.engine.SourceLocation;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.junit.jupiter.api.Test;

class ReasonsTest {
    @Test
    void aTrapIsToldWithItsFramesAndTheirLines() {
        Trap trap = new Trap(TrapCode.UNREACHABLE);
        trap.locate(List.of(new GuestFrame("m", 0, Optional.of("f"), 3, Optional.of(new SourceLocation("a.c", 12, 5))),
                new GuestFrame("m", 1, Optional.empty(), -1)));
        assertEquals("wasm trap: unreachable, in m!f (a.c:12:5) @ 0x3 < m!func[1]", Reasons.trapped(trap));
    }
}
