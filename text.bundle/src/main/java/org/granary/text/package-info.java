/**
 * WebAssembly text to binary and back. Knows the engine's exported packages and, to print, its decoder; needs no store and no framework.
 */
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("0.1.0")
package org.granary.text;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
