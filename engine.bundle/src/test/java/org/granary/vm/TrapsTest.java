package org.granary.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.granary.engine.ArtefactException;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.junit.jupiter.api.Test;

class TrapsTest {
    /** By which hosts end guests; no instruction asks for one. */
    private static final Set<TrapCode> FROM_OUTSIDE = Set.of(TrapCode.INTERRUPT, TrapCode.DEADLINE, TrapCode.HOST_CLOSED,
            TrapCode.OUT_OF_FUEL, TrapCode.CALL_STACK_EXHAUSTED);

    @Test
    void everyCodeOfAnInstructionHasItsName() {
        for (TrapCode code : TrapCode.values()) {
            if (FROM_OUTSIDE.contains(code)) {
                assertInstanceOf(ArtefactException.class, Traps.named(code.name()));
            } else {
                assertEquals(code, ((Trap) Traps.named(code.name())).code());
            }
        }
    }

    /** Only an artefact that somebody else has written can ask for it. */
    @Test
    void aNameThatNoCodeHasIsAFaultOfTheArtefact() {
        for (String name : new String[] {"", "unreachable", "NONE", null}) {
            ArtefactException refused = (ArtefactException) Traps.named(name);
            assertSame(ArtefactException.Reason.FORBIDDEN, refused.reason());
            assertTrue(refused.getMessage().contains("\"" + name + "\": expected one of ["), refused.getMessage());
        }
    }
}
