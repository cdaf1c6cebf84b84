/**
 * From the bytes of a module to its text: the way back of {@code lex}, {@code syntax}, {@code resolve} and {@code encode}. Knows the
 * engine's decoded modules and the opcode table; knows nothing of validation, so that a module that breaks its rules can be looked at too.
 *
 * <p>Source: WebAssembly core specification, chapter 6 (text format) and appendix A.7 (custom sections).
 */
package org.granary.text.print;
