package org.granary.plugin.life;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.granary.engine.WasmModule;
import org.granary.plugin.PlainText;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginState;
import org.granary.plugin.PluginUnavailableException;
import org.granary.plugin.config.Settings;
import org.granary.plugin.dto.PluginDTO;
import org.granary.plugin.source.Artefact;
import org.granary.plugin.source.SourceName;
import org.granary.plugin.supply.Waiting;
import org.granary.type.ExportType;

/**
 * One plugin over all its modules: it follows the table of {@link LifeCycle}, one event after the other on a thread of the pool, and
 * does what the table says. Thread-safe; fields without {@code volatile} are used by the thread that works on an event.
 */
final class Deployment {
    private final long id;
    private final String name;
    private final Ground ground;
    private final Names names;
    private final Launch launch;
    private final Replacing replacing;
    private final Mailbox mailbox;
    private final Chronicle chronicle = new Chronicle();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    /** What serves, or is to serve next where nothing does. */
    private volatile Built current;
    /** What served before, for a rollback. */
    private volatile Artefact previous;
    private volatile Live live;
    /** What served before that, while its last call runs. */
    private volatile Live replaced;
    private volatile boolean nameTaken;
    private Artefact arriving;
    private Runnable unregister = () -> {};
    private String cause = "";
    private Throwable fault;
    /** The circumstances in which it could not be started; null when it did not fail, or not in starting. */
    private Object failedIn;
    private final Retry retry;
    /** What of its configuration could not be read when it was last looked at, or null. */
    private String unreadable;

    /** Whose name is whose. Thread-safe. */
    interface Names {
        /** Takes a name: empty when it was free or the asker's, else what is known of the one that has it. */
        Optional<String> take(Deployment asker);

        /** A deployment is gone; its name is free. */
        void gone(Deployment deployment);
    }

    Deployment(long id, Artefact first, Ground ground, Names names, Threads threads) {
        this.id = id;
        this.name = first.name();
        this.ground = ground;
        this.names = names;
        this.launch = new Launch(ground, threads.compiling(), this::dto, this::ended);
        this.replacing = new Replacing(ground, launch);
        this.mailbox = new Mailbox(threads.pool(), this::stumbled);
        this.current = new Built(first, null);
        this.retry = new Retry(ground, this::tryAgain);
    }

    /**
     * A module has come: the first one, or one that replaces another. The future ends when it serves or will not for now; at once
     * for who asks within the work on this plugin, as a consumer of its service does that is told of it.
     */
    CompletableFuture<Void> arrive(Artefact artefact) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        mailbox.post(() -> {
            arriving = artefact;
            cause = "found: " + artefact.location();
            try {
                happens(Event.ARRIVED);
            } finally {
                done.complete(null);
            }
        });
        return mailbox.isMine() ? CompletableFuture.completedFuture(null) : done;
    }

    /** A fault of ours or of the framework's: the plugin stays as it is, and the next event comes all the same. */
    private void stumbled(Throwable thrown) {
        say(new Ground.News(name, id, chronicle.state(), chronicle.state(), "a fault of the plugin host: " + thrown, true, thrown));
    }

    /** Nothing of a plugin's life depends on whether it can be told. */
    private void say(Ground.News news) {
        try {
            ground.tell(news);
        } catch (RuntimeException e) {
            // there is nobody left to tell
            return;
        } catch (Error e) {
            // what the JVM has run out of is for whoever looks after its threads
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    void supplyChanged() {
        mailbox.post(() -> {
            if (failedIn == null) {
                happens(Event.SUPPLY_CHANGED);
            } else if (!failedIn.equals(ground.circumstances(name, current.module()))) {
                retry("its host modules or its configuration are others now");
            }
            tellUnreadable();
        });
    }

    /** Who has mistyped a limit of a plugin that serves is told at once, and not only when it is next started. */
    private void tellUnreadable() {
        String problem = unreadable();
        if (problem != null && !problem.equals(unreadable)) {
            tell(chronicle.state(), chronicle.state(), problem
                    + "; the host's value holds until it is mended, and no start succeeds", true);
        }
        unreadable = problem;
    }

    private String unreadable() {
        return live == null ? null : ground.unreadable(name).orElse(null);
    }

    /** A guest has ended itself in a call: of the module that serves, or of one before it. */
    private void ended() {
        mailbox.post(() -> {
            Live now = live;
            if (now != null && now.exit().isPresent()) {
                cause = "it has ended itself with exit code " + Integer.toUnsignedString(now.exit().getAsInt());
                happens(Event.ENDED);
            }
        });
    }

    /** The plugin that had its name is gone. */
    void nameFreed() {
        mailbox.post(() -> {
            if (nameTaken) {
                retry("the name is free");
            }
        });
    }

    /** Somebody reads text now, which its source is. */
    void textReadable() {
        mailbox.post(() -> {
            if (current.module() == null && current.artefact().isText()) {
                retry("text can be read now");
            }
        });
    }

    /** The pause after a failed start is over. */
    private void tryAgain() {
        mailbox.post(() -> {
            if (failedIn != null && !launch.isCalledOff()) {
                cause = chronicle.reason();
                happens(Event.TRY_AGAIN);
            }
        });
    }

    private void retry(String why) {
        arriving = current.artefact();
        cause = why;
        happens(Event.RETRY);
    }

    /** The source is gone. The future ends when the plugin is. */
    CompletableFuture<Void> leave(String why) {
        launch.callOff();
        mailbox.post(() -> {
            cause = why;
            try {
                happens(Event.LEAVING);
            } finally {
                if (!gone.isDone()) {
                    // a fault on the way: who waits for the end must not wait for ever
                    release();
                }
            }
        });
        return mailbox.isMine() ? CompletableFuture.completedFuture(null) : gone;
    }

    /** Ends the call that a thread makes, in what serves or in what that has just replaced; false when it makes none. */
    boolean interruptCall(Thread caller) {
        return interruptCall(live, caller) || interruptCall(replaced, caller);
    }

    private static boolean interruptCall(Live in, Thread caller) {
        return in != null && in.service().interruptCall(caller);
    }

    private void happens(Event first) {
        for (Event next = first; next != null;) {
            LifeCycle.Step step = LifeCycle.step(chronicle.state(), next);
            if (LifeCycle.knows(chronicle.state(), next)) {
                enter(step.next(), next);
            }
            next = perform(step.action());
        }
    }

    private void enter(PluginState next, Event event) {
        PluginState before = chronicle.state();
        if (event == Event.REPLACEMENT_FAILED) {
            replacing.news().ifPresent(trouble -> tell(before, next, trouble, true));
            return;
        }
        if (event == Event.REPLACED) {
            // told when it is so, in the swap: who has heard of it meets the new module
            return;
        }
        if (next == PluginState.DRAINING) {
            // before it is told, or who has heard of it could still begin a call
            live.refuseCalls();
        }
        boolean silent = next == PluginState.ACTIVE && (event == Event.SUPPLY_CHANGED || event == Event.ARRIVED);
        if (!silent && chronicle.enter(next, cause, ground.clock().millis()) && event != Event.COMPILED) {
            tell(before, next, cause, next == PluginState.FAILED || next == PluginState.UNRESOLVED);
        } else {
            // told before
            fault = null;
        }
    }

    private void tell(PluginState before, PluginState next, String why, boolean trouble) {
        say(new Ground.News(name, id, before, next, why, trouble, fault));
        fault = null;
    }

    private Event perform(Action action) {
        return switch (action) {
            case REST -> null;
            case COMPILE -> compile();
            case RESOLVE -> resolve();
            case START -> start();
            case SERVE -> serve();
            case REPLACE -> replace();
            case SWAP -> swap();
            case CHECK_SUPPLY -> checkSupply();
            case DRAIN_TO_WAIT -> drain(Event.DRAINED_TO_WAIT);
            case DRAIN_TO_RESTART -> drain(Event.DRAINED_TO_RESTART);
            case DRAIN -> drain(Event.DRAINED);
            case RELEASE -> release();
        };
    }

    private Event compile() {
        Artefact artefact = arriving;
        current = new Built(artefact, null);
        // what was to replace an older module is older than this one too
        replacing.forget();
        failedIn = null;
        retry.forget();
        if (!SourceName.isLegal(name)) {
            return because("name of a plugin: expected " + SourceName.LEGAL_NAME + ", found " + PlainText.line(name), Event.REFUSED);
        }
        Optional<String> taken = names.take(this);
        nameTaken = taken.isPresent();
        if (nameTaken) {
            return because("name clash: " + taken.get(), Event.NAME_TAKEN);
        }
        try {
            Optional<Built> built = launch.compile(artefact);
            if (built.isEmpty()) {
                return null;
            }
            current = built.get();
            return because("compiled", Event.COMPILED);
        } catch (IOException | RuntimeException | Error e) {
            fault = Reasons.fault(e);
            return because(Reasons.refused(e), Event.REFUSED);
        }
    }

    private Event resolve() {
        WasmModule module = current.module();
        Optional<String> missing = ground.missing(module);
        if (missing.isPresent()) {
            return because(missing.get(), Event.WAITING);
        }
        return because(module.imports().isEmpty() ? "it imports nothing" : "all imports are offered", Event.SUPPLIED);
    }

    private Event start() {
        if (launch.isCalledOff()) {
            return null;
        }
        Settings settings = ground.settings(name);
        Object circumstances = ground.circumstances(name, current.module());
        try {
            live = launch.start(current, settings);
            failedIn = null;
            retry.forget();
            return because("serves " + current.artefact().location(), Event.STARTED);
        } catch (Waiting e) {
            failedIn = null;
            retry.forget();
            return because(e.getMessage(), Event.WAITING);
        } catch (RuntimeException | Error e) {
            if (launch.isCalledOff()) {
                // it was called off: the event that says so is next
                if (e instanceof Error) {
                    stumbled(e);
                }
                return null;
            }
            fault = Reasons.fault(e);
            failedIn = circumstances;
            retry.failed(settings);
            return because(Reasons.notStarted(e, settings), Event.START_FAILED);
        }
    }

    private Event serve() {
        unregister = ground.register(live.service(), properties(current));
        // a host module may have left between linking and now, when its leaving could not be seen here
        return checkSupply();
    }

    private Event replace() {
        Built before = current;
        Replacing.Attempt attempt = replacing.attempt(arriving, current);
        current = attempt.serving();
        fault = attempt.fault();
        return attempt.event() == Event.REPLACED ? because(replacing.ready().insteadOf(before), Event.REPLACED) : attempt.event();
    }

    private Event swap() {
        Live old = live;
        Runnable unregisterOld = unregister;
        Artefact before = current.artefact();
        Replacing.Ready next = replacing.ready();
        replacing.done();
        boolean registered = false;
        try {
            unregister = ground.register(next.live().service(), properties(next.built()));
            registered = true;
        } finally {
            if (!registered) {
                // the old one serves on
                next.live().close();
            }
        }
        replaced = old;
        current = next.built();
        live = next.live();
        previous = before;
        if (chronicle.enter(PluginState.ACTIVE, cause, ground.clock().millis())) {
            tell(PluginState.ACTIVE, PluginState.ACTIVE, cause, false);
        }
        try {
            unregisterOld.run();
        } finally {
            end(old);
            replaced = null;
        }
        return checkSupply();
    }

    private Event checkSupply() {
        Optional<String> lost = live.lostSupply();
        if (lost.isPresent()) {
            return because("host module left: " + lost.get(), Event.SUPPLY_LOST);
        }
        if (live.isReconfigured()) {
            return because("its configuration is another one now", Event.RECONFIGURED);
        }
        Optional<Artefact> waiting = replacing.waiting();
        if (waiting.isEmpty() || launch.isCalledOff()) {
            return null;
        }
        arriving = waiting.get();
        return Event.ARRIVED;
    }

    private Event drain(Event then) {
        end(live);
        try {
            unregister.run();
        } finally {
            unregister = () -> {};
            live.close();
            live = null;
        }
        return because(then == Event.DRAINED ? "its calls have ended" : cause, then);
    }

    /** Waits for the running call, interrupts it when the drain time is over, and waits as long again. */
    private void end(Live old) {
        Settings settings = ground.settings(name);
        if (!old.drain(settings.drain())) {
            old.interrupt();
            if (!old.drain(settings.drain())) {
                tell(chronicle.state(), chronicle.state(),
                        "a call is still in a host function that does not return; its store closes with it", true);
            }
        }
        if (old != live) {
            old.close();
        }
    }

    private Event release() {
        // who still has the plugin keeps no module alive by that
        current = new Built(current.artefact().withoutContent(), null);
        previous = null;
        failedIn = null;
        retry.forget();
        arriving = null;
        replacing.release();
        names.gone(this);
        gone.complete(null);
        return null;
    }

    private Event because(String why, Event event) {
        cause = why;
        return event;
    }

    private Map<String, Object> properties(Built built) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(Plugin.NAME, name);
        built.artefact().version().ifPresent(version -> properties.put(Plugin.VERSION, version));
        properties.put(Plugin.SHA256, built.module().sha256());
        properties.put(Plugin.EXPORTS, built.module().exports().stream().map(ExportType::name).toArray(String[]::new));
        return properties;
    }

    long id() {
        return id;
    }

    String name() {
        return name;
    }

    Built current() {
        return current;
    }

    Optional<Artefact> previous() {
        return Optional.ofNullable(previous);
    }

    Optional<Live> live() {
        return Optional.ofNullable(live);
    }

    PluginState state() {
        return chronicle.state();
    }

    PluginUnavailableException unavailable() {
        return chronicle.unavailable(name);
    }

    String reason() {
        return chronicle.reason();
    }

    PluginDTO dto() {
        PluginDTO dto = new PluginDTO();
        dto.id = id;
        dto.name = name;
        // before what serves is looked at: an older state beside a newer module is true a moment later, the other way is not
        chronicle.showIn(dto);
        Snapshots.showIn(dto, current, live);
        dto.replacement = replacing.trouble().orElse(null);
        dto.unreadable = unreadable();
        dto.failedStarts = retry.failures();
        dto.retryAtMillis = retry.dueMillis();
        dto.settings = ground.settings(name).dto();
        return dto;
    }

    /** Whether nothing more happens by itself. */
    boolean isSettled() {
        return mailbox.isIdle() && chronicle.state().isSettled();
    }
}
