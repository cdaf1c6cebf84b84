/**
 * A decoded module as records. Knows types and the opcode table's immediates; knows nothing of how it was decoded or what becomes of it.
 * Exported with a mandatory attribute for the text printer, promised to nobody.
 *
 * <p>Source: WebAssembly core specification, section 2.5.
 */
@Export(substitution = Export.Substitution.NOIMPORT, attribute = {"granary=internal", "mandatory:=granary"})
@Version("0.1.0")
package org.granary.module;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
