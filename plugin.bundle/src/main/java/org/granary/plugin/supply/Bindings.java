package org.granary.plugin.supply;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.granary.host.HostBinding;
import org.granary.host.HostScope;
import org.granary.store.Extern;
import org.granary.store.StoreContext;
import org.granary.type.ImportType;

/**
 * The host modules of one store, and what each of its imports was given. Confined to the thread that starts, then to the one that ends the
 * store.
 */
public final class Bindings {
    /** Who offers what an import asks for. */
    public record Source(Extern item, Offer offer) {}

    private final Map<Offer, HostBinding> bound = new LinkedHashMap<>();
    private final List<Source> sources = new ArrayList<>();

    private Bindings() {}

    /**
     * Binds the host modules that a module's imports need, one after the other until each import is satisfied.
     *
     * @throws Waiting          when an import is satisfied by none; what was bound is closed before
     * @throws HostModuleFailedException when a host module throws
     */
    public static Bindings bind(List<ImportType> imports, HostModules modules, StoreContext<HostScope> store) {
        Bindings bindings = new Bindings();
        try {
            bindings.satisfy(imports, modules, store);
            return bindings;
        } catch (RuntimeException | Error e) {
            bindings.close((offer, failure) -> e.addSuppressed(failure));
            throw e;
        }
    }

    private void satisfy(List<ImportType> imports, HostModules modules, StoreContext<HostScope> store) {
        Map<String, Map<String, Source>> byModule = new HashMap<>();
        Set<String> missing = new TreeSet<>();
        for (ImportType wanted : imports) {
            Map<String, Source> known = byModule.computeIfAbsent(wanted.module(), m -> new HashMap<>());
            if (!known.containsKey(wanted.name())) {
                bindUntil(wanted, modules, store, known);
            }
            Source source = known.get(wanted.name());
            if (source == null) {
                missing.add(wanted.names() + "; host module " + wanted.module() + " ("
                        + Waiting.list(modules.of(wanted.module()).stream().map(Offer::toString).toList()) + ") has "
                        + (known.isEmpty() ? "nothing" : Waiting.list(new TreeSet<>(known.keySet()))));
            } else {
                sources.add(source);
            }
        }
        if (!missing.isEmpty()) {
            throw new Waiting("waits for " + Waiting.list(missing), null);
        }
    }

    private void bindUntil(ImportType wanted, HostModules modules, StoreContext<HostScope> store, Map<String, Source> known) {
        for (Offer offer : modules.of(wanted.module())) {
            if (known.containsKey(wanted.name())) {
                return;
            }
            HostBinding binding = bound.get(offer);
            if (binding == null) {
                binding = bind(offer, wanted.module(), store);
                bound.put(offer, binding);
            }
            binding.items().forEach((name, item) -> known.putIfAbsent(name, new Source(item, offer)));
        }
    }

    private static HostBinding bind(Offer offer, String importModule, StoreContext<HostScope> store) {
        try {
            return Objects.requireNonNull(offer.module().bind(store, store.data()), "it has bound nothing");
        } catch (Waiting e) {
            throw e;
        } catch (RuntimeException e) {
            throw new HostModuleFailedException("host module " + importModule + " (" + offer + ") failed: "
                    + (e.getMessage() == null ? e : e.getMessage()), e);
        }
    }

    /** What each import was given, in the imports' order. */
    public List<Source> sources() {
        return sources;
    }

    /** The host modules in use. */
    public Set<Offer> offers() {
        return new HashSet<>(bound.keySet());
    }

    /** Which host modules refuse what they are asked, and why: {@code granary_log: …}. */
    public List<String> refusals() {
        List<String> refusals = new ArrayList<>();
        bound.forEach((offer, binding) -> binding.refusal()
                .ifPresent(why -> refusals.add(String.join(", ", new TreeSet<>(offer.modules())) + ": " + why)));
        return refusals;
    }

    /** Tells every host module that the store has closed. */
    public void close(BiConsumer<Offer, RuntimeException> failed) {
        bound.forEach((offer, binding) -> {
            try {
                binding.closed();
            } catch (RuntimeException e) {
                failed.accept(offer, e);
            }
        });
        bound.clear();
        sources.clear();
    }
}
