package org.granary.plugin.supply;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.granary.type.ImportType;

/** The host modules that are in the registry at this moment. Thread-safe. */
public final class HostModules {
    // highest ranking first; of equals the one that was there first
    private static final Comparator<Offer> ORDER = Comparator.comparingInt(Offer::ranking).reversed().thenComparingLong(Offer::serviceId);

    private final Map<Long, Long> changes = new HashMap<>();
    private volatile List<Offer> offers = List.of();
    private long lastChange;

    /** A host module has come, or its properties are others: it takes its own place, and is not missing for a moment. */
    public synchronized void put(Offer offer) {
        List<Offer> next = without(offer.serviceId());
        next.add(offer);
        changes.put(offer.serviceId(), ++lastChange);
        offers = List.copyOf(next);
    }

    /** A host module has left. */
    public synchronized void remove(long serviceId) {
        offers = List.copyOf(without(serviceId));
        changes.remove(serviceId);
    }

    /** Tells which host modules there are for imports, and in which of their changes: equal as long as those are the same. */
    public synchronized List<Long> stamp(List<ImportType> imports) {
        List<Long> stamp = new ArrayList<>();
        for (ImportType wanted : imports) {
            of(wanted.module()).forEach(offer -> stamp.add(changes.get(offer.serviceId())));
        }
        return stamp;
    }

    private List<Offer> without(long serviceId) {
        List<Offer> rest = new ArrayList<>(offers);
        rest.removeIf(o -> o.serviceId() == serviceId);
        return rest;
    }

    /** Whether a host module is still there. */
    public boolean has(Offer offer) {
        return offers.contains(offer);
    }

    /** Whether a host module is still there and still for imports from a module. */
    public boolean has(Offer offer, String importModule) {
        return offers.stream().anyMatch(o -> o.equals(offer) && o.modules().contains(importModule));
    }

    /** Those that satisfy imports from a module, the preferred one first. */
    public List<Offer> of(String importModule) {
        List<Offer> found = new ArrayList<>();
        for (Offer offer : offers) {
            if (offer.modules().contains(importModule)) {
                found.add(offer);
            }
        }
        found.sort(ORDER);
        return found;
    }

    /**
     * Which imports nobody offers, by the module name alone; whether an offered module has the item is seen when it is bound.
     *
     * @return the reason to wait, or empty when every module name is offered
     */
    public Optional<String> missing(List<ImportType> imports) {
        Set<String> names = new TreeSet<>();
        for (ImportType wanted : imports) {
            if (of(wanted.module()).isEmpty()) {
                names.add(wanted.names());
            }
        }
        return names.isEmpty() ? Optional.empty() : Optional.of("waits for " + Waiting.list(names) + ": no host module offers "
                + (names.size() == 1 ? "it" : "them"));
    }
}
