package org.granary.op;

/**
 * The immediates of a load or store. Immutable.
 *
 * @param align  the logarithm of the alignment that the producer expects, 0 to 63
 * @param offset the static offset, unsigned
 * @param memory the memory's index
 */
public record MemArg(int align, long offset, int memory) {
}
