package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.granary.artefact.Artefact;
import org.granary.artefact.ArtefactFormat;
import org.granary.artefact.ArtefactInput;
import org.granary.artefact.LoadedClasses;
import org.granary.engine.ArtefactTrust;
import org.granary.engine.EngineConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is made of an artefact before the proof holds, and what is not. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EarlyTest {
    /** What has been made by the time that the other thread has ended, of an artefact that is proven or not. */
    private static ModuleImpl made(boolean interpreter, boolean proven) {
        EngineState state = new EngineState(EngineConfig.builder().interpreter(interpreter)
                .artefacts(ArtefactTrust.builder().noHostKey().build()).build());
        byte[] artefact = new EngineImpl(state, true).precompileModule(ArtefactSamples.module());
        Early early = new Early(state, true);
        try {
            ArtefactInput in = ArtefactInput.of(artefact);
            Artefact parts = ArtefactFormat.parts(in, early);
            early.awaitSource(in);
            if (proven) {
                early.proven(new LoadedClasses(parts, false));
            }
        } finally {
            early.end();
        }
        return early.module();
    }

    /** It unpacks and validates bodies, which may be many times as long as they stand there. */
    @Test
    void anInterpreterMakesNothingOfWhatNothingProves() {
        assertNull(made(true, false));
        ModuleImpl module = made(true, true);
        assertArrayEquals(ArtefactSamples.module(), module.binary());
    }

    /** It looks at what is outside the bodies only, for a load that takes no longer than its proof. */
    @Test
    void aCompilerMakesTheModuleMeanwhile() {
        assertNotNull(made(false, false));
        assertEquals(Digest.sha256(ArtefactSamples.module()), made(false, true).sha256());
    }
}
