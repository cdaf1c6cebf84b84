package org.granary.plugin.life;

import java.io.IOException;
import java.util.Optional;
import org.granary.plugin.config.Settings;
import org.granary.plugin.source.Artefact;
import org.granary.plugin.supply.Waiting;

/**
 * The module that is to take the place of the one that serves: tried when it comes, kept where it has to wait, told of once where it does
 * not serve. Used by the thread that works on the plugin; {@link #trouble} by any.
 */
final class Replacing {
    private final Ground ground;
    private final Launch launch;
    /** Started, and to serve next; null when there is none. */
    private Ready ready;
    /** To be tried again when something else is offered; null when there is none. */
    private Artefact waiting;
    private volatile String trouble;
    private String told;

    /**
     * A module that has been started beside the one that serves.
     *
     * @param built the module
     * @param live  what runs
     */
    record Ready(Built built, Live live) {
        /** Says that it serves in place of another. */
        String insteadOf(Built before) {
            return "replaced " + before.digest() + " by " + built.digest() + " from " + built.artefact().location();
        }
    }

    /**
     * How an attempt ended.
     *
     * @param event   what has happened; null when nothing has, or the plugin is not wanted any more
     * @param serving what serves now
     * @param fault   a fault of ours, or null
     */
    record Attempt(Event event, Built serving, Throwable fault) {}

    Replacing(Ground ground, Launch launch) {
        this.ground = ground;
        this.launch = launch;
    }

    /**
     * Compiles and starts a module beside the one that serves.
     *
     * @param artefact the new source
     * @param serving  what serves
     * @return how it ended; after {@link Event#REPLACED} the new one is {@link #ready}
     */
    Attempt attempt(Artefact artefact, Built serving) {
        waiting = null;
        Optional<Built> built;
        try {
            built = launch.compile(artefact);
        } catch (IOException | RuntimeException | Error e) {
            return failed(Reasons.refused(e), serving, e);
        }
        if (built.isEmpty()) {
            return new Attempt(null, serving, null);
        }
        if (built.get().module().sha256().equals(serving.module().sha256())) {
            trouble = null;
            return new Attempt(null, new Built(artefact, serving.module()), null);
        }
        return start(built.get(), serving);
    }

    private Attempt start(Built built, Built serving) {
        Settings settings = ground.settings(built.artefact().name());
        Optional<String> missing = ground.missing(built.module());
        if (missing.isPresent()) {
            waiting = built.artefact();
            return failed(missing.get(), serving, null);
        }
        try {
            ready = new Ready(built, launch.start(built, settings));
        } catch (Waiting e) {
            waiting = built.artefact();
            return failed(e.getMessage(), serving, null);
        } catch (RuntimeException | Error e) {
            return failed(Reasons.notStarted(e, settings), serving, e);
        }
        trouble = null;
        told = null;
        return new Attempt(Event.REPLACED, serving, null);
    }

    private Attempt failed(String reason, Built serving, Throwable failure) {
        trouble = "the new module does not serve: " + reason + "; the module " + serving.digest() + " goes on serving";
        return new Attempt(Event.REPLACEMENT_FAILED, serving, Reasons.fault(failure));
    }

    /** What is to serve next. */
    Ready ready() {
        return ready;
    }

    /** What was ready serves. */
    void done() {
        ready = null;
    }

    /** What is to be tried again when something else is offered. */
    Optional<Artefact> waiting() {
        return Optional.ofNullable(waiting);
    }

    /** Why the newest module does not serve; empty when it does. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** The trouble, the first time that it is asked for. */
    Optional<String> news() {
        boolean known = trouble.equals(told);
        told = trouble;
        return known ? Optional.empty() : Optional.of(trouble);
    }

    /** A module comes that does not replace one. */
    void forget() {
        waiting = null;
        trouble = null;
        told = null;
    }

    /** The plugin is gone; its trouble stays to be read. */
    void release() {
        waiting = null;
    }
}
