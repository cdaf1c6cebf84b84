/**
 * The front door: engines, modules, errors. Knows only the types; made by an {@link org.granary.engine.EngineProvider} beside it, so no
 * framework is needed.
 */
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("0.1.0")
package org.granary.engine;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
