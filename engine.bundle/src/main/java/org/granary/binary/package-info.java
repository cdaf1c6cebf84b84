/**
 * The binary format: bytes become a decoded module, or a refusal says at which byte offset what was expected and found. One class for each
 * section. Knows bytes, instructions and modules; knows nothing of validation. Bodies stay
 * bytes here; they are decoded where they are walked.
 *
 * <p>Source: WebAssembly core specification, chapter 5.
 */
package org.granary.binary;
