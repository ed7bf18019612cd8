package dev.ringback.server.endpoints;

import dev.ringback.server.events.Recipients;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The endpoints of one project, in the order of their ids. Immutable but for what it remembers: who
 * wants which type. A change makes another, which remembers nothing yet.
 */
final class ProjectEndpoints {

    static final ProjectEndpoints NONE = new ProjectEndpoints(List.of());

    /** Types and matches that are remembered at most, so that made-up types cost no memory. */
    private static final int MAX_TYPES = 1_000;

    private static final long MAX_MATCHES = 250_000;

    private final List<Subscription> sorted;
    private final ConcurrentHashMap<String, Recipients.Wanting> byType = new ConcurrentHashMap<>();
    private final AtomicLong matches = new AtomicLong();

    private ProjectEndpoints(List<Subscription> sorted) {
        this.sorted = sorted;
    }

    static ProjectEndpoints of(List<Subscription> subscriptions) {
        var byId = Comparator.comparing(Subscription::id);
        return new ProjectEndpoints(subscriptions.stream().sorted(byId).toList());
    }

    List<Endpoint> endpoints() {
        return sorted.stream().map(Subscription::endpoint).toList();
    }

    /** With an endpoint added or replaced. */
    ProjectEndpoints with(Subscription subscription) {
        List<Subscription> next = new ArrayList<>(sorted);
        int at = position(subscription.id());
        if (at >= 0) {
            next.set(at, subscription);
        } else {
            next.add(-at - 1, subscription);
        }
        return new ProjectEndpoints(next);
    }

    /** Without an endpoint. */
    ProjectEndpoints without(String id) {
        Stream<Subscription> rest = sorted.stream().filter(s -> !s.id().equals(id));
        return new ProjectEndpoints(rest.toList());
    }

    /** Those that are not disabled and want a type. */
    Recipients.Wanting wanting(String type) {
        Recipients.Wanting known = byType.get(type);
        return known != null ? known : remember(type);
    }

    private Recipients.Wanting remember(String type) {
        List<Subscription> all = sorted.stream().filter(s -> s.wants(type)).toList();
        var found = new Recipients.Wanting(all, all.stream().anyMatch(Subscription::isFiltered));
        if (byType.size() >= MAX_TYPES || matches.get() + all.size() > MAX_MATCHES) {
            byType.clear();
            matches.set(0);
        }
        if (all.size() <= MAX_MATCHES && byType.putIfAbsent(type, found) == null) {
            matches.addAndGet(all.size());
        }
        return found;
    }

    /** Where an id is, or, negative and less one, where it would be. */
    private int position(String id) {
        int low = 0;
        int high = sorted.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = sorted.get(middle).id().compareTo(id);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }
}
