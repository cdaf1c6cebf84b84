package org.granary.vm;

import java.util.List;

/**
 * A guest's call that something has ended, as an engine remembers it that holds the guest's stack itself. Immutable.
 *
 * @param instance whose function it was
 * @param function the function's index
 * @param offset   the byte offset of the instruction from the start of the function's body
 * @param locals   parameters and declared locals; numbers boxed, null for what is no number or was not kept
 * @param operands the operands of the instruction and those below, the deepest first; as the locals
 */
public record EndedCall(Instance instance, int function, int offset, List<Number> locals, List<Number> operands) {
}
