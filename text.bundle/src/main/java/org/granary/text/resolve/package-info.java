/**
 * From names to indices, and from type uses to types. Knows {@code lex} and {@code syntax}.
 *
 * <p>Source: WebAssembly core specification, sections 6.1.3 (contexts) and 6.4.15 (type uses).
 */
package org.granary.text.resolve;
