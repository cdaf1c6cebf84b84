/**
 * The one opcode table, its shapes, and the readers and writers that work by it.
 */
@Export
@Version("0.1.0")
package org.granary.op;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
