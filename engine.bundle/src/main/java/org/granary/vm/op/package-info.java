/**
 * The semantics of numeric instructions, once, as pure static methods: compiled code, constant expressions and tests call the same. Methods
 * are named like their row of the opcode table with an underscore for the dot. Knows only traps.
 */
package org.granary.vm.op;
