/**
 * The types of the WebAssembly language as immutable values. Knows nothing of ours; everything else knows it.
 *
 * <p>Source: WebAssembly core specification, section 2.3.
 */
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("0.1.0")
package org.granary.type;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
