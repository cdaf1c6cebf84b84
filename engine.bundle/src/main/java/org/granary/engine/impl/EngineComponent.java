package org.granary.engine.impl;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Proposal;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/** The engine that a framework offers as a service: one handle, which ends with the component. Thread-safe. */
@Component(service = Engine.class, configurationPid = EngineSettings.PID)
@Designate(ocd = EngineSettings.class)
public final class EngineComponent extends EngineImpl {
    /** The property of the framework that names the folder of the cache. */
    static final String CACHE = "granary.cache";

    /**
     * Makes the engine.
     *
     * @param settings from Configuration Admin, or the defaults
     * @param context  whose property {@value #CACHE} names the folder of the cache where the settings name none
     * @throws IllegalArgumentException when a proposal's name is unknown; the message lists the names. And when settings
     *                                  contradict each other; the message names both
     */
    @Activate
    public EngineComponent(EngineSettings settings, BundleContext context) {
        super(new EngineState(config(settings, Objects.requireNonNullElse(context.getProperty(CACHE), ""))), true);
    }

    /** Does nothing: the handle is the framework's, shared by all who use the service. Whoever wants one to close calls {@link #share}. */
    @Override
    public void close() {
        // see above
    }

    /** Refuses: the handle is the framework's, and others use it. */
    @Override
    public void unload() {
        throw new IllegalStateException("unload: expected a handle of the caller's own, found the framework's service, which others use");
    }

    /** Ends the service's handle; stores and modules that are left keep the engine. */
    @Deactivate
    void deactivate() {
        super.close();
    }

    private static EngineConfig config(EngineSettings settings, String usualCache) {
        EngineConfig.Builder builder = EngineConfig.builder()
                .interruptable(settings.interruptable()).largeMemories(settings.large_memories())
                .interpreter(settings.interpreter())
                .canonicalizeNans(settings.canonicalize_nans()).deterministic(settings.deterministic());
        for (String name : settings.proposals_on()) {
            builder.proposal(proposal(name), true);
        }
        for (String name : settings.proposals_off()) {
            builder.proposal(proposal(name), false);
        }
        // who switches to the interpreter need not know that the framework names a folder
        String usual = settings.interpreter() ? EngineSettings.NO_CACHE : usualCache;
        String cache = settings.cache().isBlank() ? usual : settings.cache();
        if (!cache.isBlank() && !cache.equals(EngineSettings.NO_CACHE)) {
            builder.cacheDirectory(Path.of(cache));
        }
        return builder.build();
    }

    private static Proposal proposal(String name) {
        return Arrays.stream(Proposal.values()).filter(proposal -> proposal.toString().equals(name.strip())).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(EngineSettings.PID + ": proposal \"" + name + "\": expected one of "
                        + Arrays.stream(Proposal.values()).map(Proposal::toString).collect(Collectors.joining(", "))));
    }
}
