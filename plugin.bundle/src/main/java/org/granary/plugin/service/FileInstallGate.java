package org.granary.plugin.service;

import java.io.File;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.granary.plugin.source.SourceName;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Takes modules from FileInstall. It says where files are and that something happened to them; the rest is {@link Granary}'s, off
 * FileInstall's thread, because FileInstall forgets its artefacts when it stops and waits while it tells of one.
 */
@Component(service = ArtifactInstaller.class)
public final class FileInstallGate implements ArtifactInstaller {
    private final Granary granary;

    /** Takes files for a host. */
    @Activate
    public FileInstallGate(@Reference Granary granary) {
        this.granary = granary;
    }

    @Override
    public boolean canHandle(File artifact) {
        return SourceName.isModule(artifact.getName()) && !artifact.isDirectory();
    }

    @Override
    public void install(File artifact) {
        granary.folders().announce(artifact.toPath());
    }

    @Override
    public void update(File artifact) {
        granary.folders().announce(artifact.toPath());
    }

    @Override
    public void uninstall(File artifact) {
        granary.folders().announce(artifact.toPath());
    }
}
