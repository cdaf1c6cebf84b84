package org.granary.op;

import java.util.Optional;
import org.granary.engine.Proposal;

/**
 * A row of the opcode table: all that decoder, validator, printer, text parser and compiler know of an instruction without asking where it
 * stands. Immutable.
 *
 * <p>Source: WebAssembly core specification, section 5.4 (instructions) and its index in appendix A.10.
 */
public sealed interface Op permits CoreOp, GcOp, MiscOp, SimdOp, AtomicOp {
    /**
     * The row itself.
     *
     * @return never null
     */
    Row row();

    /**
     * The opcode byte, or the number after a prefix byte.
     *
     * @return 0 to 2^32-1
     */
    default int code() {
        return row().code();
    }

    /**
     * The byte before the code.
     *
     * @return 0xfc and the like, or 0 where there is none
     */
    default int prefix() {
        return row().prefix();
    }

    /**
     * The name of the text format.
     *
     * @return such as {@code i32.add}
     */
    default String text() {
        return row().text();
    }

    /**
     * The shape of what follows the opcode.
     *
     * @return never null
     */
    default Imm immediate() {
        return row().immediate();
    }

    /**
     * Operands and results, where they do not depend on where the instruction stands. For loads and stores the address is given as i32; a
     * 64-bit memory makes it i64.
     *
     * @return empty where the validator has a rule of its own
     */
    default Optional<Signature> signature() {
        return row().effect().signature();
    }

    /**
     * Whether it may trap: told of all that have a signature, and of what is computed like them.
     *
     * @return true for accesses of memory, divisions, checked conversions and what wants a reference that is not null
     */
    default boolean traps() {
        return row().effect().traps() || accessBytes() > 0;
    }

    /**
     * Which proposal brought it.
     *
     * @return never null
     */
    default Proposal proposal() {
        return row().proposal();
    }

    /**
     * The width of a load's or store's access in memory.
     *
     * @return bytes: 1, 2, 4, 8 or 16; 0 for what does not access memory
     */
    default int accessBytes() {
        return row().accessBytes();
    }

    /**
     * The bound of the lanes that an immediate may name.
     *
     * @return the number of lanes to choose from; 0 for no such immediate
     */
    default int lanes() {
        return row().lanes();
    }
}
