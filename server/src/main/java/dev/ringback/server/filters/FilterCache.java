package dev.ringback.server.filters;

import dev.ringback.kernel.model.ProjectId;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Filters, or other expressions, that are ready, of all projects, in bounded memory. When there is
 * no room, what was asked longest ago goes, of the project that has most.
 */
final class FilterCache<T> {

    private final long most;
    private final Map<ProjectId, Own<T>> projects = new HashMap<>();
    private long characters;

    /** The filters of one project, in the order in which they were last asked. */
    private static final class Own<T> {
        private final LinkedHashMap<String, T> filters = new LinkedHashMap<>(16, 0.75f, true);
        private long characters;
    }

    /**
     * Makes an empty one.
     *
     * @param most characters of all expressions that are kept together
     */
    FilterCache(long most) {
        this.most = most;
    }

    synchronized Optional<T> find(ProjectId project, String expression) {
        Own<T> own = projects.get(project);
        return own == null ? Optional.empty() : Optional.ofNullable(own.filters.get(expression));
    }

    synchronized void keep(ProjectId project, String expression, T compiled) {
        Own<T> own = projects.computeIfAbsent(project, _ -> new Own<>());
        if (own.filters.put(expression, compiled) == null) {
            own.characters += expression.length();
            characters += expression.length();
        }
        while (characters > most) {
            forget();
        }
    }

    private void forget() {
        Map.Entry<ProjectId, Own<T>> largest =
                Collections.max(
                        projects.entrySet(),
                        Comparator.comparingLong(entry -> entry.getValue().characters));
        Own<T> own = largest.getValue();
        int length = own.filters.pollFirstEntry().getKey().length();
        own.characters -= length;
        characters -= length;
        if (own.filters.isEmpty()) {
            projects.remove(largest.getKey());
        }
    }
}
