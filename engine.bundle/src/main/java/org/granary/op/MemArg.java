package org.granary.op;

/**
 * The immediates of a load or store. Immutable.
 *
 * @param align  the logarithm of the alignment that the producer expects, 0 to 63
 * @param offset the static offset, unsigned 64-bit; below 2^32 where the memory has 32-bit addresses, once validated
 * @param memory the memory's index
 */
public record MemArg(int align, long offset, int memory) {
}
