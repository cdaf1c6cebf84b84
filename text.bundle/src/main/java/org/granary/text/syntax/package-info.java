/**
 * From tokens to the fields of a module as written: types are read, names are not looked up, and instructions stay tokens until all names
 * are known. Knows {@code lex}, the types and the names of the opcode table.
 *
 * <p>Source: WebAssembly core specification, sections 6.4 (types) and 6.6 (modules).
 */
package org.granary.text.syntax;
