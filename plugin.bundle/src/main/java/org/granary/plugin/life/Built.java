package org.granary.plugin.life;

import org.granary.engine.WasmModule;
import org.granary.plugin.source.Artefact;

/**
 * A source and its module. Immutable.
 *
 * @param artefact the source
 * @param module   its module; null until it has been compiled
 */
record Built(Artefact artefact, WasmModule module) {
    /** The beginning of the module's digest, enough to tell it from others. */
    String digest() {
        return module.sha256().substring(0, 8);
    }
}
