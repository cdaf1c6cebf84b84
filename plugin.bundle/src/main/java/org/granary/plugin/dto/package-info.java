/**
 * Snapshots of plugins, as DTOs. Knows nothing of ours.
 */
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("0.1.0")
package org.granary.plugin.dto;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
