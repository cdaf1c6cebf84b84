/**
 * From a valid body to the compiler's form. Driven through the validator, which is the only one that knows types; knows nothing of the
 * JVM's instructions.
 */
package org.granary.compile.build;
