package dev.ringback.server.filters;

import dev.ringback.kernel.model.ProjectId;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Filters that are ready, of all projects, in bounded memory. When there is no room, what was asked
 * longest ago goes, of the project that has most.
 */
final class FilterCache {

    private final long most;
    private final Map<ProjectId, Own> projects = new HashMap<>();
    private long characters;

    /** The filters of one project, in the order in which they were last asked. */
    private static final class Own {
        private final LinkedHashMap<String, Filter.Compiled> filters =
                new LinkedHashMap<>(16, 0.75f, true);
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

    synchronized Optional<Filter.Compiled> find(ProjectId project, String expression) {
        Own own = projects.get(project);
        return own == null ? Optional.empty() : Optional.ofNullable(own.filters.get(expression));
    }

    synchronized void keep(ProjectId project, String expression, Filter.Compiled compiled) {
        Own own = projects.computeIfAbsent(project, _ -> new Own());
        if (own.filters.put(expression, compiled) == null) {
            own.characters += expression.length();
            characters += expression.length();
        }
        while (characters > most) {
            forget();
        }
    }

    private void forget() {
        Map.Entry<ProjectId, Own> largest =
                Collections.max(
                        projects.entrySet(),
                        Comparator.comparingLong(entry -> entry.getValue().characters));
        Own own = largest.getValue();
        int length = own.filters.pollFirstEntry().getKey().length();
        own.characters -= length;
        characters -= length;
        if (own.filters.isEmpty()) {
            projects.remove(largest.getKey());
        }
    }
}
