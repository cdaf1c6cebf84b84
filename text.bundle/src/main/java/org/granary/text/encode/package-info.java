/**
 * From the fields of a module to its bytes; instructions are assembled here, in one pass over their tokens, through the opcode table. Knows
 * {@code lex}, {@code syntax}, {@code resolve}.
 *
 * <p>Source: WebAssembly core specification, sections 6.5 (instructions) and 5.5 (modules).
 */
package org.granary.text.encode;
