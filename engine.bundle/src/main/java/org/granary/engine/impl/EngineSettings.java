package org.granary.engine.impl;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of the engine that a framework offers as a service. */
@ObjectClassDefinition(id = EngineSettings.PID, name = "Granary engine",
        description =
                "The engine that plugins run on. A change makes a new engine, and the plugin host starts anew on it: all plugins leave, "
                + "and those from watched folders start again.")
public @interface EngineSettings {
    /** The configuration's persistent identity. */
    String PID = "org.granary.engine";

    /**
     * Check points for interrupts and deadlines. Plugins need them: without them none starts; other users of the engine may do without.
     *
     * @return the setting
     */
    @AttributeDefinition(name = "Interruptable", required = false,
            description = "Guests can be interrupted and have deadlines. Plugins need this: without it none starts.")
    boolean interruptable() default true;

    /**
     * Memories past 2 GiB.
     *
     * @return the setting
     */
    @AttributeDefinition(name = "Large memories", required = false,
            description = "32-bit memories may grow past 32,767 pages of 64 KiB; those whose maximum allows it are slower.")
    boolean large_memories() default false;

    /**
     * Interpreting in place of compiling.
     *
     * @return the setting
     */
    @AttributeDefinition(name = "Interpreter", required = false,
            description =
                    "Instructions are interpreted and no class is defined: far slower. Chosen by itself where classes cannot be defined.")
    boolean interpreter() default false;

    /**
     * NaNs that are the same everywhere.
     *
     * @return the setting
     */
    @AttributeDefinition(name = "Canonical NaNs", required = false,
            description = "Every NaN that a float instruction computes is the canonical one; float code is slower.")
    boolean canonicalize_nans() default false;

    /**
     * The specification's deterministic profile.
     *
     * @return the setting
     */
    @AttributeDefinition(name = "Deterministic", required = false,
            description = "The deterministic profile: canonical NaNs, and relaxed vector instructions with their one fixed result.")
    boolean deterministic() default false;

    /**
     * Proposals that modules may use though they are off by default.
     *
     * @return names such as {@code custom-page-sizes}
     */
    @AttributeDefinition(name = "Proposals switched on",
            description = "Names of WebAssembly proposals that are off by default, such as custom-page-sizes.", required = false)
    String[] proposals_on() default {};

    /**
     * Proposals that modules may not use though they are on by default.
     *
     * @return names such as {@code simd}
     */
    @AttributeDefinition(name = "Proposals switched off",
            description = "Names of WebAssembly proposals that are on by default, such as simd.", required = false)
    String[] proposals_off() default {};

    /** The word for doing without a cache. */
    String NO_CACHE = "none";

    /**
     * Where compiled code is kept from run to run.
     *
     * @return a folder, {@code none}, or nothing for where the framework says
     */
    @AttributeDefinition(name = "Cache", required = false,
            description = "The folder in which compiled code is kept from run to run; none does without. Unless set, where the framework's "
                    + "property granary.cache says.")
    String cache() default "";
}
