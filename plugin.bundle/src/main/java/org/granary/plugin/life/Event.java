package org.granary.plugin.life;

/** What can happen to a plugin. */
enum Event {
    /** Its source has a module, the first or a new one. */
    ARRIVED,
    /** Another plugin has its name. */
    NAME_TAKEN,
    /** What it failed for may be other now: its name, a reader of text, its host modules or its configuration. */
    RETRY,
    /** The pause after a start that failed is over. */
    TRY_AGAIN,
    /** The module was compiled. */
    COMPILED,
    /** The module was refused, or could not be read. */
    REFUSED,
    /** All imports are offered. */
    SUPPLIED,
    /** An import is offered by nobody, or not in the type that is asked for. */
    WAITING,
    /** It runs. */
    STARTED,
    /** It could not be started. */
    START_FAILED,
    /** A host module came, changed or left. */
    SUPPLY_CHANGED,
    /** A host module that it uses left. */
    SUPPLY_LOST,
    /** Its new module runs. */
    REPLACED,
    /** Its new module could not be started, or waits for imports. */
    REPLACEMENT_FAILED,
    /** Its configuration says something else to its host modules. */
    RECONFIGURED,
    /** Its guest has ended itself. */
    ENDED,
    /** Its source is gone, or it was undeployed. */
    LEAVING,
    /** No call runs any more, and it is to go. */
    DRAINED,
    /** No call runs any more, and it is to wait for a host module. */
    DRAINED_TO_WAIT,
    /** No call runs any more, and it is to have a fresh store. */
    DRAINED_TO_RESTART
}
