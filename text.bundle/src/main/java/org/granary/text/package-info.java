/**
 * WebAssembly text to binary, and binary to text.
 */
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("0.1.0")
package org.granary.text;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
