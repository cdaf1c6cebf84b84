/**
 * The engine's API: configuration, compilation, modules, and the errors of every stage.
 */
@Export
@Version("0.1.0")
package org.granary.engine;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
