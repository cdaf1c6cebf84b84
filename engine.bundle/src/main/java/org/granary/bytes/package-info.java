/**
 * The primitives of the binary format: LEB128, fixed-width numbers, names. Knows the errors of the engine, nothing of modules.
 *
 * <p>Source: WebAssembly core specification, section 5.2.
 */
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("0.1.0")
package org.granary.bytes;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
