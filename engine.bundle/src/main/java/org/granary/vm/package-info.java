/**
 * What compiled code links to, and what our other bundles need of the engine's insides: instances, functions as values, memories,
 * tables, globals, check points, traps. Exported with a mandatory attribute, promised to nobody.
 * Knows types and the engine's errors; knows nothing of modules, validation or the compiler.
 */
@Export(substitution = Export.Substitution.NOIMPORT, attribute = {"granary=internal", "mandatory:=granary"})
@Version("0.1.0")
package org.granary.vm;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
