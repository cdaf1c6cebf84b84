package org.granary.plugin.life;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.granary.plugin.Plugin;
import org.granary.plugin.source.Artefact;

/** All plugins, by where they come from and by name. Thread-safe. */
public final class Deployments {
    private static final String GOING = "leaving ";

    private final Ground ground;
    private final Threads threads;
    private final Map<String, Deployment> bySource = new LinkedHashMap<>();
    private final Map<String, Deployment> byName = new HashMap<>();
    private long lastId;

    /**
     * Without plugins yet.
     *
     * @param ground  the world
     * @param threads run the work of plugins
     */
    public Deployments(Ground ground, Threads threads) {
        this.ground = ground;
        this.threads = threads;
    }

    /** A plugin to which a module has come; {@code done} ends when it serves or will not for now. */
    public record Arrival(Plugin plugin, CompletableFuture<Void> done) {}

    /** A source has a module, its first or another. */
    public Arrival arrive(String source, Artefact artefact) {
        return arrive(source, artefact, false);
    }

    /**
     * A new source has a module.
     *
     * @throws IllegalArgumentException when the source is known
     */
    public Arrival arriveNew(String source, Artefact artefact) {
        return arrive(source, artefact, true);
    }

    private Arrival arrive(String source, Artefact artefact, boolean mustBeNew) {
        Deployment deployment;
        synchronized (this) {
            deployment = bySource.get(source);
            if (deployment != null && mustBeNew) {
                throw new IllegalArgumentException("plugin " + artefact.name() + " is deployed already, as " + deployment.id()
                        + "; update takes a new module");
            }
            if (deployment == null) {
                deployment = new Deployment(++lastId, artefact, ground, new ByName(), threads);
                bySource.put(source, deployment);
                // here and not when it is compiled, which happens in no order
                byName.putIfAbsent(artefact.name(), deployment);
            }
        }
        return new Arrival(new Deployed(deployment), deployment.arrive(artefact));
    }

    /** The sources whose plugins have their names, in the order of their coming. */
    public synchronized List<String> holders() {
        return bySource.entrySet().stream().filter(e -> !e.getKey().startsWith(GOING) && byName.get(e.getValue().name()) == e.getValue())
                .map(Map.Entry::getKey).toList();
    }

    /** A source is gone; the future ends when its plugin is. */
    public CompletableFuture<Void> leave(String source, String why) {
        Deployment deployment;
        synchronized (this) {
            deployment = bySource.remove(source);
            if (deployment == null) {
                return CompletableFuture.completedFuture(null);
            }
            // known until it is gone, under a name that no source can have
            bySource.put(GOING + deployment.id(), deployment);
        }
        return deployment.leave(why);
    }

    /** Everything leaves. */
    public CompletableFuture<Void> leaveAll(String why) {
        List<String> sources;
        synchronized (this) {
            sources = List.copyOf(bySource.keySet());
        }
        return CompletableFuture.allOf(sources.stream().map(source -> leave(source, why)).toArray(CompletableFuture[]::new));
    }

    /** A host module came, changed or left, or settings are others. */
    public void supplyChanged() {
        all().forEach(Deployment::supplyChanged);
    }

    /** Somebody reads text now. */
    public void textReadable() {
        all().forEach(Deployment::textReadable);
    }

    /** The plugins that are known, by id. */
    public List<Plugin> plugins() {
        List<Plugin> plugins = new ArrayList<>();
        all().stream().sorted(Comparator.comparingLong(Deployment::id)).forEach(d -> plugins.add(new Deployed(d)));
        return plugins;
    }

    /** How many plugins are neither serving nor have their reason. */
    public int unsettled() {
        return (int) all().stream().filter(d -> !d.isSettled()).count();
    }

    /**
     * The source of a plugin.
     *
     * @throws NoSuchElementException when there is no plugin of that name
     */
    public String source(String name) {
        Deployment found = named(name);
        synchronized (this) {
            return bySource.entrySet().stream().filter(e -> e.getValue() == found).map(Map.Entry::getKey).findFirst()
                    .orElseThrow(() -> nothing(name));
        }
    }

    /**
     * The source of a plugin that is to have another module.
     *
     * @throws NoSuchElementException when there is no plugin of that name
     * @throws IllegalStateException  when it is leaving
     */
    public String lastingSource(String name) {
        String source = source(name);
        if (source.startsWith(GOING)) {
            throw new IllegalStateException("plugin " + name + " is leaving and takes no other module; it is " + plugin(name).state());
        }
        return source;
    }

    /** The plugin of that name, in whatever state. */
    public Plugin plugin(String name) {
        return new Deployed(named(name));
    }

    /** What a plugin serves with, or is to serve with. */
    public Artefact artefact(String name) {
        return named(name).current().artefact();
    }

    /** What it served with before. */
    public Optional<Artefact> previous(String name) {
        return named(name).previous();
    }

    private synchronized Collection<Deployment> all() {
        return List.copyOf(bySource.values());
    }

    // the one that has the name, else the first that would like to have it
    private Deployment named(String name) {
        synchronized (this) {
            Deployment holder = byName.get(name);
            if (holder != null) {
                return holder;
            }
        }
        return all().stream().filter(d -> d.name().equals(name)).findFirst().orElseThrow(() -> nothing(name));
    }

    private NoSuchElementException nothing(String name) {
        return new NoSuchElementException("no plugin " + name + "; there are " + all().stream().map(Deployment::name).sorted().toList());
    }

    /** Names belong to whoever took them first. */
    private final class ByName implements Deployment.Names {
        @Override
        public Optional<String> take(Deployment asker) {
            synchronized (Deployments.this) {
                Deployment holder = byName.putIfAbsent(asker.name(), asker);
                return holder == null || holder == asker ? Optional.empty() : Optional.of("the name " + asker.name() + " belongs to plugin "
                        + holder.id() + " from " + holder.current().artefact().location() + "; it is free when that one is gone");
            }
        }

        @Override
        public void gone(Deployment deployment) {
            synchronized (Deployments.this) {
                bySource.values().remove(deployment);
                byName.remove(deployment.name(), deployment);
            }
            all().stream().filter(d -> d.name().equals(deployment.name())).forEach(Deployment::nameFreed);
        }
    }
}
