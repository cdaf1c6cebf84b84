/**
 * The commands of the scope {@code wasm}: they select and call, and give DTOs back; they print nothing. Knows the plugin host and its DTOs.
 */
package org.granary.console.command;
