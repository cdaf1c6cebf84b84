package org.granary.plugin.supply;

import java.util.Set;
import org.granary.host.HostModule;

/**
 * A host module that is in the registry. Immutable; the same as long as the service is the same.
 *
 * @param serviceId the service's id
 * @param ranking   the service's ranking
 * @param bundle    the symbolic name of the bundle that offers it
 * @param modules   the module names of imports that it satisfies
 * @param module    the service
 */
public record Offer(long serviceId, int ranking, String bundle, Set<String> modules, HostModule module) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Offer offer && offer.serviceId == serviceId && offer.module == module;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(serviceId);
    }

    @Override
    public String toString() {
        return "service " + serviceId + " of " + bundle;
    }
}
