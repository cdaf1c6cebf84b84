/**
 * What a module consists of, without running or even validating it: sections, types, imports, exports, functions, proposals. Knows the
 * engine's exported packages and its decoder; needs no store and no framework.
 */
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("0.1.0")
package org.granary.text.outline;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
