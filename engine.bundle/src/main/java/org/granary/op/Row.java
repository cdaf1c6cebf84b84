package org.granary.op;

import org.granary.engine.Proposal;

/**
 * What stands in a row of the opcode table; {@link Op} says what each means. Immutable.
 *
 * @param prefix      the byte before the code, or 0
 * @param code        the opcode byte, or the number after the prefix
 * @param text        the name of the text format
 * @param immediate   the shape of what follows the opcode
 * @param effect      what it does to the operand stack, and whether it may trap
 * @param proposal    which proposal brought it
 * @param accessBytes the width of the memory access, or 0
 * @param lanes       the number of lanes to choose from, or 0
 */
public record Row(int prefix, int code, String text, Imm immediate, Effect effect, Proposal proposal, int accessBytes, int lanes) {
}
