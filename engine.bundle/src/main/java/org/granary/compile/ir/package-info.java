/**
 * The compiler's own form of a function: flat statement lists with expression trees, the operand stack empty between statements. Knows
 * types, the opcode table and the validator; knows nothing of the JVM.
 */
package org.granary.compile.ir;
