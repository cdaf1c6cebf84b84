/**
 * The types of WebAssembly: values, references, functions, memories, tables, globals, tags.
 */
@Export
@Version("0.1.0")
package org.granary.type;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
