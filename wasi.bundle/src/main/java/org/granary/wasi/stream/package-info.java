/**
 * Standard input and output of guests. Knows neither WebAssembly nor a version of the system interface.
 */
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("0.1.0")
package org.granary.wasi.stream;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
