package org.granary.vm;

import java.util.OptionalLong;

/** A store for tests that allows everything. */
public final class UnlimitedStore extends VmStore {
    /** Which thread is inside. */
    public volatile Thread running;

    @Override
    public boolean runsHere() {
        return running == Thread.currentThread();
    }

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
