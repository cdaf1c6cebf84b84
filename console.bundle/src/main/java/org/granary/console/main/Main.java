package org.granary.console.main;

import java.io.File;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.apache.felix.service.command.CommandProcessor;
import org.granary.plugin.PluginHost;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.launch.Framework;
import org.osgi.service.component.AnyService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.LogReaderService;

/**
 * Runs the host from the command line. The launcher calls this on the main thread when every bundle has been started, and ends
 * the process with the number it returns: 0, that of a command that failed, 2 when the arguments are not understood.
 *
 * <p>Used by one thread, the launcher's. It knows no plugin host: with other settings of the engine another takes its place, while the
 * process is to stay.
 */
@Component(service = Callable.class, property = "main.thread=true", reference = @Reference(name = "gosh", service = AnyService.class,
        target = "(&(osgi.command.scope=gogo)(osgi.command.function=gosh))"))
public final class Main implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final int NOT_UNDERSTOOD = 2;
    private static final String UNTIL_STOPPED = "granary: plugins serve until this process is stopped (SIGTERM)";
    private static final String EMPTY = "granary: standard input is empty, so there is no shell (--no-shell); plugins serve until this "
            + "process is stopped (SIGTERM)";

    private final Shell shell;
    private final BundleContext context;
    private final Optional<Path> history;
    private final Starting starting;
    private final Settling settling;
    private final LogReaderService log;
    private final String[] arguments;
    private boolean away;

    /**
     * The references keep this component back until the launcher is there, and {@code gosh}, a command of the bundle that starts last: when
     * that is there, all other commands are too. None is to the plugin host, which may be kept away by an engine whose settings make no
     * sense: that is to be told, and nobody else would.
     *
     * @param processor runs commands
     * @param log       whose warnings are shown
     * @param launcher  the launcher's service, whose properties hold the arguments
     * @param context   this bundle's, which keeps the lines that were typed, and of the framework that is to be served by
     */
    @Activate
    public Main(@Reference CommandProcessor processor, @Reference LogReaderService log,
            @Reference(service = AnyService.class, target = "(launcher.arguments=*)") Map.Entry<Map<String, Object>, Object> launcher,
            BundleContext context) {
        this.shell = new Shell(processor, context);
        this.context = context;
        this.history = Optional.ofNullable(context.getDataFile("history")).map(File::toPath);
        WatchedFolder folder = new WatchedFolder(context);
        this.starting = new Starting(context, folder, new RunningTime(System::nanoTime));
        this.settling = new Settling(this::serving, folder, starting, System::nanoTime);
        this.log = log;
        this.arguments = (String[]) launcher.getKey().get("launcher.arguments");
    }

    /**
     * Does what the arguments ask for.
     *
     * @return the status of the process
     */
    @Override
    public Integer call() {
        PrintStream errors = shell.errors();
        Arguments asked;
        try {
            asked = Arguments.parse(arguments);
        } catch (IllegalArgumentException e) {
            errors.println("granary host: " + e.getMessage());
            errors.println(Arguments.USAGE);
            return NOT_UNDERSTOOD;
        }
        Warnings.show(keptLog(), shell::tell);
        Bundle own = context.getBundle();
        try {
            return act(asked, errors);
        } catch (IllegalStateException e) {
            if (own.getState() == Bundle.ACTIVE) {
                throw e;
            }
            // stopped while it waited, and its context with it: by a signal, mostly
            return 0;
        }
    }

    private int act(Arguments asked, PrintStream errors) {
        long start = System.nanoTime();
        try {
            // who serves has time: somebody may still mend what keeps the plugin host away
            if (!settling.awaitHost(shell::hasCommands, asked.commands().map(commands -> asked.patience()), errors)) {
                return FAILED;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
        if (asked.commands().isPresent()) {
            return settling.await(start, asked.patience(), errors) ? shell.run(asked.commands().get()) : FAILED;
        }
        BooleanSupplier settle = () -> settling.await(System.nanoTime(), asked.patience(), errors);
        leaveInTime();
        OptionalInt left = asked.shell() ? shell.interact(history, settle) : OptionalInt.empty();
        if (left.isPresent()) {
            return left.getAsInt();
        }
        errors.println(asked.shell() ? EMPTY : UNTIL_STOPPED);
        return serve();
    }

    /** The plugin host as it is now: another takes its place when the engine gets other settings. */
    private PluginHost serving() {
        // whoever asks for the service of one that fails has it fail again, and logged
        ServiceReference<PluginHost> now = away && starting.fails() ? null : context.getServiceReference(PluginHost.class);
        PluginHost host = now == null ? null : context.getService(now);
        away = host == null;
        return host;
    }

    /** The bundle's own hold on the log: with the last one its listeners are forgotten, and this component's goes when that does. */
    private LogReaderService keptLog() {
        ServiceReference<LogReaderService> kept = context.getServiceReference(LogReaderService.class);
        LogReaderService service = kept == null ? null : context.getService(kept);
        return service == null ? log : service;
    }

    /** Whoever types is not waited for when the framework stops, or this bundle does, without which no line could be run. */
    private void leaveInTime() {
        SynchronousBundleListener listener = event -> {
            long id = event.getBundle().getBundleId();
            if (event.getType() == BundleEvent.STOPPING && (id == 0 || id == context.getBundle().getBundleId())) {
                shell.leave();
            }
        };
        context.addBundleListener(listener);
    }

    /** Plugins serve without anybody at a shell, until the framework has stopped: by a signal to the process, mostly. */
    private int serve() {
        try {
            context.getBundle(0).adapt(Framework.class).waitForStop(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }
}
