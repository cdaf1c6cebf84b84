/**
 * From the bytes of a text to tokens and the values of literals. Knows the errors of the engine, nothing of modules.
 *
 * <p>Source: WebAssembly core specification, sections 6.2 (lexical format) and 6.3 (values).
 */
package org.granary.text.lex;
