/**
 * Stores and what lives in them: instances, functions, memories, tables, globals; linking and host access. Knows the engine's API and its
 * insides, {@code org.granary.vm}; knows nothing of frameworks, host modules and plugins.
 */
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("0.1.0")
package org.granary.store;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
