package org.granary.plugin.life;

/** What is to be done after a change of state; most actions end in the next event. */
enum Action {
    /** Nothing, until something happens. */
    REST,
    /** Take the name and compile the module. */
    COMPILE,
    /** See whether all imports are offered. */
    RESOLVE,
    /** Make a store, link, run the start function. */
    START,
    /** Register the service. */
    SERVE,
    /** Compile and start the new module beside the one that serves. */
    REPLACE,
    /** Register the new module's service, then take the old one's away and drain it. */
    SWAP,
    /** See whether the host modules in use are still there. */
    CHECK_SUPPLY,
    /** Let running calls finish, then take the service away and close the store, and wait for imports. */
    DRAIN_TO_WAIT,
    /** Take the service away and close the store, of which no call is left, and start anew. */
    DRAIN_TO_RESTART,
    /** Let running calls finish, then take the service away and close the store. */
    DRAIN,
    /** Give the name free and forget everything. */
    RELEASE
}
