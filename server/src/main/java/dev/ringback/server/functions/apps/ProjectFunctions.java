package dev.ringback.server.functions.apps;

import dev.ringback.server.functions.config.FunctionTrigger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The functions of one project, found by their ids and by the events that start them. */
final class ProjectFunctions {

    private final TreeMap<String, LiveFunction> bySlug = new TreeMap<>();
    private final Map<String, List<LiveFunction>> byEvent = new HashMap<>();
    private final List<ByPattern> byPattern = new ArrayList<>();

    private record ByPattern(FunctionTrigger.OnEvent trigger, LiveFunction function) {}

    /** Of two with the same id the first one stands. */
    ProjectFunctions(List<LiveFunction> functions) {
        functions.forEach(each -> bySlug.putIfAbsent(each.slug(), each));
        bySlug.values().forEach(this::index);
    }

    private void index(LiveFunction function) {
        for (FunctionTrigger trigger : function.config().triggers()) {
            if (trigger instanceof FunctionTrigger.OnEvent onEvent) {
                index(onEvent, function);
            }
        }
    }

    private void index(FunctionTrigger.OnEvent trigger, LiveFunction function) {
        if (trigger.isPattern()) {
            byPattern.add(new ByPattern(trigger, function));
            return;
        }
        List<LiveFunction> known = byEvent.computeIfAbsent(trigger.name(), _ -> new ArrayList<>());
        // One that has the same event under several conditions.
        if (known.isEmpty() || !known.getLast().slug().equals(function.slug())) {
            known.add(function);
        }
    }

    /** In the order of their ids. */
    Collection<LiveFunction> all() {
        return bySlug.values();
    }

    Optional<LiveFunction> find(String slug) {
        return Optional.ofNullable(bySlug.get(slug));
    }

    List<LiveFunction> startedBy(String event) {
        List<LiveFunction> exact = byEvent.getOrDefault(event, List.of());
        var slugs = new TreeSet<String>();
        for (ByPattern each : byPattern) {
            if (each.trigger.means(event)) {
                slugs.add(each.function.slug());
            }
        }
        if (slugs.isEmpty()) {
            return List.copyOf(exact);
        }
        exact.forEach(each -> slugs.add(each.slug()));
        return slugs.stream().map(bySlug::get).toList();
    }
}
