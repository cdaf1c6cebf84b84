package org.granary.validate;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.granary.binary.ModuleDecoder;
import org.granary.engine.EngineConfig;
import org.granary.engine.Proposal;
import org.granary.engine.UnsupportedException;
import org.granary.testing.ModuleBuilder;
import org.granary.type.TypeCanon;
import org.junit.jupiter.api.Test;

/** What only the validator sees of a proposal that is switched off. */
class SwitchedOffTest {
    private static void validate(byte[] bytes, EngineConfig config) {
        ModuleValidator.validate(ModuleDecoder.decode(bytes, config), config, new TypeCanon());
    }

    @Test
    void aTypeThatNamesItselfNeedsRecursiveTypes() {
        ModuleBuilder module = new ModuleBuilder();
        module.rawType(new byte[] {0x60, 0, 0});
        module.rawType(new byte[] {0x60, 1, 0x63, 0, 0});
        assertDoesNotThrow(() -> validate(module.build(), EngineConfig.builder().proposal(Proposal.GC, false).build()));
        module.rawType(new byte[] {0x60, 1, 0x63, 2, 0});
        assertDoesNotThrow(() -> validate(module.build(), EngineConfig.builder().build()));
        UnsupportedException refused = assertThrows(UnsupportedException.class, () -> validate(module.build(),
                EngineConfig.builder().proposal(Proposal.GC, false).build()));
        assertEquals(Proposal.GC, refused.proposal());
        assertEquals("unsupported: proposal gc (type that names itself) at offset 0x13", refused.getMessage());
    }
}
