/**
 * Plugins: WebAssembly files that live as OSGi services. What users and the console need to know of them; how they live is in the private
 * packages below, which this one knows nothing of.
 */
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("0.1.0")
package org.granary.plugin;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
