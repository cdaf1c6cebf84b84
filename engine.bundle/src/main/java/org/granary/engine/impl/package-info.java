/**
 * Engines and modules behind their API, and instantiation: the pipeline from bytes to an instance in a store. Stands above all other
 * packages of this bundle.
 *
 * <p>Source of instantiation: WebAssembly core specification, section 4.7 (modules).
 */
package org.granary.engine.impl;
