package org.granary.plugin.life;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.granary.plugin.Plugin;
import org.granary.type.ImportType;

/** A started module: one store, one instance. What the life cycle needs of it. */
public interface Live {
    /** What is registered as a service; calls go straight to this store. */
    Plugin service();

    /** Whether all host modules that it uses are still offered; else which one is not. */
    Optional<String> lostSupply();

    /** Whether its host modules were bound with another configuration than they would be now. */
    boolean isReconfigured();

    /** Who satisfies each import. */
    Map<ImportType, String> suppliers();

    /** The host modules that refuse what it asks them, each with the reason. */
    List<String> refusals();

    /** Takes no new calls from now on; who waits for its turn is told so at once. */
    void refuseCalls();

    /** {@linkplain #refuseCalls() Refuses new calls}, and waits for the running one: at most that time. */
    boolean drain(Duration atMost);

    /** Takes no new calls, and ends the running one at its next check point. */
    void interrupt();

    /** The exit code of a guest that has ended itself, so that this takes no more calls. */
    OptionalInt exit();

    /** Closes the store and tells the host modules. */
    void close();

    /** What it has done so far. */
    Counts counts();

    /** Counts of calls, and what went wrong last. */
    record Counts(long calls, long traps, Optional<String> lastTrap, Optional<String> limitHit) {
        static final Counts NONE = new Counts(0, 0, Optional.empty(), Optional.empty());
    }
}
