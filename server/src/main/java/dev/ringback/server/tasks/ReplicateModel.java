package dev.ringback.server.tasks;

import java.util.List;
import java.util.Optional;

/** What Replicate is asked to run. */
sealed interface ReplicateModel {

    /**
     * The latest version of a model.
     *
     * @param parts its owner and its name
     */
    record Named(List<String> parts) implements ReplicateModel {}

    /** A version, by its id. */
    record Version(String id) implements ReplicateModel {}

    /** Reads {@code owner/name}, {@code owner/name:version} or a version; empty for all else. */
    static Optional<ReplicateModel> parse(String model) {
        int colon = model.indexOf(':');
        List<String> parts = TaskPath.parts(colon < 0 ? model : model.substring(0, colon));
        String version = colon < 0 ? "" : model.substring(colon + 1);
        if (colon >= 0) {
            return parts.size() == 2 ? version(version) : Optional.empty();
        }
        return parts.size() == 2 ? Optional.of(new Named(parts)) : version(model);
    }

    private static Optional<ReplicateModel> version(String id) {
        return TaskPath.parts(id).size() == 1 ? Optional.of(new Version(id)) : Optional.empty();
    }
}
