/**
 * A demo: a service that other bundles use without knowing that a WebAssembly plugin does the work.
 */
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("0.1.0")
package org.granary.demo;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
