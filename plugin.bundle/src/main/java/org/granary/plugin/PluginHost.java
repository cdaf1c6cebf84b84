package org.granary.plugin;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The plugins of a framework: those from watched folders and those deployed by programs. A service. Thread-safe.
 */
@ProviderType
public interface PluginHost {
    /**
     * Deploys a module under a name, and waits until it is ACTIVE, UNRESOLVED or FAILED. A module that fails stays known, with its
     * reason. It lives until it is undeployed or this host stops; only what lies in a watched folder comes back with the host.
     *
     * @param name   the plugin's name: letters, digits, blanks and {@code . _ - + @ ( )}, beginning with a letter or a digit
     * @param module the binary or, where the text bundle is there, the text of a module
     * @return the plugin, in whatever state it came to
     * @throws IllegalArgumentException when the name is not of that form, or a program has deployed a plugin of that name
     * @throws IllegalStateException    when this host is stopping
     */
    Plugin deploy(String name, byte[] module);

    /**
     * Deploys the module in a file; its name and version come from the file's. The file is read once and not watched.
     *
     * @param file a readable file, {@code NAME.wasm} or {@code NAME-VERSION.wasm}, or {@code .wat} for text
     * @return the plugin, in whatever state it came to
     * @throws java.io.UncheckedIOException when the file cannot be read
     * @throws IllegalArgumentException     as the other form throws it
     */
    Plugin deploy(Path file);

    /**
     * Replaces a plugin's module: the new one is started first, and then takes over. When it cannot start, the old one goes on
     * serving and the plugin's snapshot says why. A plugin from a watched folder keeps the new module until its file changes.
     *
     * @param name   the plugin's name
     * @param module the binary or the text of the new module
     * @return the plugin; its snapshot tells which module serves
     * @throws java.util.NoSuchElementException when there is no plugin of that name
     * @throws IllegalStateException            when it is leaving
     */
    Plugin update(String name, byte[] module);

    /**
     * Replaces a plugin's module by the one that it served with before the last update; a second rollback undoes the first.
     *
     * @param name the plugin's name
     * @return the plugin
     * @throws java.util.NoSuchElementException when there is no plugin of that name
     * @throws IllegalStateException            when it has served with one module only, or is leaving
     */
    Plugin rollback(String name);

    /**
     * Lets a plugin's running calls finish for the drain time, interrupts those that did not, and takes the plugin away. Returns when
     * it is gone; at once when it is called by a consumer that is just being told of the plugin's service. A plugin from a watched
     * folder comes back when its file changes.
     *
     * @param name the plugin's name
     * @throws java.util.NoSuchElementException when there is no plugin of that name
     */
    void undeploy(String name);

    /**
     * All plugins that are not gone, whatever their state, by id. Each of these objects follows its plugin over updates.
     *
     * @return a new list
     */
    List<Plugin> plugins();

    /**
     * Waits until the files that were in the watched folders when this host started are settled: each ACTIVE, or with its reason.
     *
     * @param atMost how long to wait, zero and less not at all
     * @return false when the time was over first
     * @throws InterruptedException when the waiting thread is interrupted
     */
    boolean awaitSettled(Duration atMost) throws InterruptedException;

    /**
     * How many plugins and files are not settled yet.
     *
     * @return 0 when all are settled
     */
    int unsettled();
}
