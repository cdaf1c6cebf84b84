/**
 * Runs WebAssembly test scripts. The only package here that needs {@code org.granary.store}, which is an optional import.
 * Knows the text format from its own bundle, and engines; nothing of frameworks.
 */
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("0.1.0")
package org.granary.text.script;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
