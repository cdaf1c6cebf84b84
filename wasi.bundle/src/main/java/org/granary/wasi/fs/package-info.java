/**
 * Files for guests, confined to a directory. Knows neither WebAssembly nor a version of the system interface.
 *
 * <p>{@link Directory} is what a file system has to offer: steps of one name each, on an open directory, which never follow a link.
 * {@link Confined} makes paths of several names out of them, reads links itself, and never leaves its directory.
 */
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("0.1.0")
package org.granary.wasi.fs;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
