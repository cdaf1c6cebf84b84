/**
 * The system interface for guests, deny by default: nothing is there until a {@link org.granary.wasi.WasiConfig} gives it.
 */
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("0.1.0")
package org.granary.wasi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
