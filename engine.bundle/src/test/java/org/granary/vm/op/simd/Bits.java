package org.granary.vm.op.simd;

/** A v128 in tests. */
record Bits(long lo, long hi) {
    /** The lane at an index, its bits as an unsigned number. */
    long lane(int width, int index) {
        int at = width * index;
        long shifted = (at < 64 ? lo : hi) >>> (at & 63);
        return width == 64 ? shifted : shifted & (1L << width) - 1;
    }

    /** This with a lane replaced, whose bits may be sign-extended. */
    Bits with(int width, int index, long lane) {
        int at = width * index;
        long mask = (width == 64 ? -1 : (1L << width) - 1) << (at & 63);
        long placed = lane << (at & 63) & mask;
        return at < 64 ? new Bits(lo & ~mask | placed, hi) : new Bits(lo, hi & ~mask | placed);
    }

    @Override
    public String toString() {
        return String.format("0x%016x_%016x", hi, lo);
    }
}
