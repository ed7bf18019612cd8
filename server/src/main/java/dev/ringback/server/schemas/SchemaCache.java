package dev.ringback.server.schemas;

import dev.ringback.kernel.model.ProjectId;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Schemas that are ready, of all projects, in bounded memory. When there is no room, what was asked
 * longest ago goes, of the project that has most.
 */
final class SchemaCache {

    private final long most;
    private final Map<ProjectId, Own> projects = new HashMap<>();
    private long bytes;

    /** The schemas of one project, in the order in which they were last asked. */
    private static final class Own {
        private final LinkedHashMap<String, SchemaSet> schemas =
                new LinkedHashMap<>(16, 0.75f, true);
        private long bytes;
    }

    /**
     * Makes an empty one.
     *
     * @param most bytes of all that are kept together
     */
    SchemaCache(long most) {
        this.most = most;
    }

    synchronized Optional<SchemaSet> find(ProjectId project, String text) {
        Own own = projects.get(project);
        return own == null ? Optional.empty() : Optional.ofNullable(own.schemas.get(text));
    }

    synchronized void keep(ProjectId project, String text, SchemaSet schemas) {
        Own own = projects.computeIfAbsent(project, _ -> new Own());
        if (own.schemas.put(text, schemas) == null) {
            own.bytes += schemas.bytes();
            bytes += schemas.bytes();
        }
        while (bytes > most) {
            forget();
        }
    }

    private void forget() {
        Map.Entry<ProjectId, Own> largest =
                Collections.max(
                        projects.entrySet(),
                        Comparator.comparingLong(entry -> entry.getValue().bytes));
        Own own = largest.getValue();
        long size = own.schemas.pollFirstEntry().getValue().bytes();
        own.bytes -= size;
        bytes -= size;
        if (own.schemas.isEmpty()) {
            projects.remove(largest.getKey());
        }
    }
}
