/**
 * Plugins: WebAssembly files that live as OSGi services.
 */
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("0.1.0")
package org.granary.plugin;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
