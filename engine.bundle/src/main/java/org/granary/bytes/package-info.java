/**
 * Reading and writing of the binary format's elements: LEB128, UTF-8, offsets.
 */
@Export
@Version("0.1.0")
package org.granary.bytes;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
