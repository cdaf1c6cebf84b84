package org.granary.engine;

/** What a precompiled artefact holds. */
public enum Precompiled {
    /** A core module. */
    MODULE,
    /** A component. */
    COMPONENT
}
