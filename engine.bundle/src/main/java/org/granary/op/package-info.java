/**
 * The opcode table and the walk over a body by the shape of its instructions. Knows types, errors and bytes; knows nothing of modules.
 *
 * <p>Source: WebAssembly core specification, section 5.4.
 */
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("0.1.0")
package org.granary.op;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
