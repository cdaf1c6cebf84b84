package org.granary.console.main;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.felix.service.command.CommandProcessor;
import org.granary.console.command.WasmCommands;
import org.granary.plugin.PluginHost;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.AnyService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.LogReaderService;

/**
 * Runs the host from the command line. The launcher calls this on the main thread when every bundle has been started, and ends
 * the process with the number it returns: 0, 1 when a command failed, 2 when the arguments are not understood.
 *
 * <p>Used by one thread, the launcher's.
 */
@Component(service = Callable.class, property = "main.thread=true")
public final class Main implements Callable<Integer> {

    private static final int NOT_UNDERSTOOD = 2;

    private final Shell shell;
    private final PrintStream errors;
    private final Optional<Path> history;
    private final Settling settling;
    private final LogReaderService log;
    private final String[] arguments;

    /**
     * The references keep this component back until the shell and the launcher are there.
     *
     * @param host      whose plugins the commands are about
     * @param commands  ours, which must be there before one is run
     * @param processor runs commands
     * @param log       whose warnings are shown
     * @param gosh      of the bundle that starts last: when it is there, all other commands are too
     * @param launcher  the launcher's service, whose properties hold the arguments
     * @param context   this bundle's, which keeps the lines that were typed
     */
    @Activate
    public Main(@Reference PluginHost host, @Reference WasmCommands commands, @Reference CommandProcessor processor,
            @Reference LogReaderService log,
            @Reference(service = AnyService.class, target = "(&(osgi.command.scope=gogo)(osgi.command.function=gosh))") Object gosh,
            @Reference(service = AnyService.class, target = "(launcher.arguments=*)") Map.Entry<Map<String, Object>, Object> launcher,
            BundleContext context) {
        // Gogo has replaced the standard streams by its own, which are bound to a session
        this.errors = new PrintStream(new FileOutputStream(FileDescriptor.err), true);
        this.shell = new Shell(processor, commands, errors);
        this.history = Optional.ofNullable(context.getDataFile("history")).map(File::toPath);
        this.settling = new Settling(host, context);
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
        Arguments asked;
        try {
            asked = Arguments.parse(arguments);
        } catch (IllegalArgumentException e) {
            errors.println("granary host: " + e.getMessage());
            errors.println(Arguments.USAGE);
            return NOT_UNDERSTOOD;
        }
        Warnings.show(log, shell::tell);
        if (asked.commands().isEmpty()) {
            return shell.interact(history);
        }
        settling.await(asked.patience(), errors);
        return shell.run(asked.commands().get());
    }

    /** Whoever types is not waited for when the framework stops. */
    @Deactivate
    void deactivate() {
        shell.leave();
    }
}
