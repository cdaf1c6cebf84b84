/**
 * What compiled code links to, and what our other bundles need of it. Exported with a mandatory attribute and promised to nobody.
 */
@Export(attribute = {"granary=internal", "mandatory:=granary"})
@Version("0.1.0")
package org.granary.vm;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
