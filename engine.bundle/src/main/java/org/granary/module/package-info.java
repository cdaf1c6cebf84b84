/**
 * A decoded module as records. Knows types and the opcode table's immediates; knows nothing of how it was decoded or what becomes of it.
 *
 * <p>Source: WebAssembly core specification, section 2.5.
 */
package org.granary.module;
