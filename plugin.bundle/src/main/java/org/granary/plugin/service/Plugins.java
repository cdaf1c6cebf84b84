package org.granary.plugin.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.granary.plugin.PlainText;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginHost;
import org.granary.plugin.life.Deployments;
import org.granary.plugin.source.Artefact;
import org.granary.plugin.source.FileContent;
import org.granary.plugin.source.SourceName;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What programs and the console use. Thread-safe. */
@Component(service = PluginHost.class)
public final class Plugins implements PluginHost {
    static final String BY_PROGRAM = "program:";
    private static final long PAUSE_MILLIS = 20;

    private final Granary granary;

    /** Offers a host. */
    @Activate
    public Plugins(@Reference Granary granary) {
        this.granary = granary;
    }

    @Override
    public Plugin deploy(String name, byte[] module) {
        byte[] copy = module.clone();
        return deploy(new Artefact(Artefact.BY_PROGRAM, name, Optional.empty(), copy::clone));
    }

    @Override
    public Plugin deploy(Path file) {
        String fileName = file.getFileName().toString();
        if (!SourceName.isModule(fileName)) {
            throw new IllegalArgumentException("file name: expected NAME.wasm or NAME.wat, found " + PlainText.line(fileName));
        }
        byte[] bytes;
        try {
            bytes = FileContent.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SourceName said = SourceName.of(fileName);
        return deploy(new Artefact(Artefact.BY_PROGRAM, said.name(), said.version(), bytes::clone));
    }

    private Plugin deploy(Artefact artefact) {
        if (!SourceName.isLegal(artefact.name())) {
            throw new IllegalArgumentException("name of a plugin: expected " + SourceName.LEGAL_NAME
                    + ", found " + PlainText.line(artefact.name()));
        }
        if (granary.isStopping()) {
            throw new IllegalStateException("the plugin host stops");
        }
        return settled(deployments().arriveNew(BY_PROGRAM + artefact.name(), artefact));
    }

    @Override
    public Plugin update(String name, byte[] module) {
        byte[] copy = module.clone();
        Artefact before = deployments().artefact(name);
        return settled(deployments().arrive(deployments().lastingSource(name),
                new Artefact(Artefact.BY_PROGRAM, name, before.version(), copy::clone)));
    }

    @Override
    public Plugin rollback(String name) {
        Artefact previous = deployments().previous(name)
                .orElseThrow(() -> new IllegalStateException("plugin " + name + " has served with one module only"));
        return settled(deployments().arrive(deployments().lastingSource(name), previous));
    }

    // what is to become of it, it becomes within the start time
    private static Plugin settled(Deployments.Arrival arrival) {
        arrival.done().join();
        return arrival.plugin();
    }

    @Override
    public void undeploy(String name) {
        deployments().leave(deployments().source(name), "undeployed").join();
    }

    @Override
    public List<Plugin> plugins() {
        return deployments().plugins();
    }

    @Override
    public boolean awaitSettled(Duration atMost) throws InterruptedException {
        return settles(granary::unsettled, atMost);
    }

    static boolean settles(IntSupplier unsettled, Duration atMost) throws InterruptedException {
        long start = System.nanoTime();
        long most = TimeUnit.NANOSECONDS.convert(atMost);
        while (unsettled.getAsInt() > 0) {
            if (System.nanoTime() - start >= most) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        return true;
    }

    @Override
    public int unsettled() {
        return granary.unsettled();
    }

    private Deployments deployments() {
        return granary.deployments();
    }
}
