package org.granary.vm;

import java.util.OptionalLong;

/** A store for tests that allows everything. */
public final class UnlimitedStore extends VmStore {
    @Override
    protected void stopTaken() {
        // nothing was tripped
    }

    @Override
    public boolean memoryGrowing(long currentBytes, long wantedBytes, OptionalLong maximumBytes) {
        return true;
    }

    @Override
    public boolean tableGrowing(long current, long wanted, OptionalLong maximum) {
        return true;
    }

    @Override
    public void made(LinearMemory memory) {
        // nothing to review
    }
}
