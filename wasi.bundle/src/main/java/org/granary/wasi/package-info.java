/**
 * The system interface for guests, deny by default. Contract only, as yet: nothing is offered until a configuration allows it.
 */
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("0.1.0")
package org.granary.wasi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
