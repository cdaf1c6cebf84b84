package org.granary.vm;

import java.util.OptionalLong;

/** A store for tests that allows everything. */
public class UnlimitedStore extends VmStore {
    /** Which thread is inside. */
    public volatile Thread running;

    /**
     * Lets guests spend fuel.
     *
     * @param units how much there is from now on
     */
    public void refuel(long units) {
        metered = true;
        fuel = units;
    }

    /** How much fuel is left; below 0 when more was wanted. */
    public long fuelLeft() {
        return fuel;
    }

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
