package org.granary.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.granary.engine.ArtefactException;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.junit.jupiter.api.Test;

class TrapsTest {
    @Test
    void everyCodeHasItsName() {
        for (TrapCode code : TrapCode.values()) {
            assertEquals(code, ((Trap) Traps.named(code.name())).code());
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
