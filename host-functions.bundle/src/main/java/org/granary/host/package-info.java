/**
 * Host modules: named sets of host functions, offered as services, which satisfy the imports of plugins. Knows stores and types; of a
 * plugin only its name and configuration.
 */
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("0.1.0")
package org.granary.host;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
