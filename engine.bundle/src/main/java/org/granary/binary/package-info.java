/**
 * The binary format: bytes become a decoded module, or a refusal says at which byte offset what was expected and found. One class for each
 * section. Knows bytes, instructions and modules; knows nothing of validation. Bodies stay
 * bytes here; they are decoded where they are walked.
 * Exported with a mandatory attribute for the text printer, promised to nobody.
 *
 * <p>Source: WebAssembly core specification, chapter 5.
 */
@Export(substitution = Export.Substitution.NOIMPORT, attribute = {"granary=internal", "mandatory:=granary"})
@Version("0.1.0")
package org.granary.binary;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
