package dev.ringback.kernel.model;

import java.time.Instant;
import java.util.Optional;

/**
 * A small, named piece of configuration or progress: an endpoint, a key, a project, a running
 * replay. The kernel does not read it; it only keeps it in step with the calls it belongs to.
 *
 * @param kind what it is: {@code endpoint}, {@code key}, {@code replay} ...
 * @param project the tenant it belongs to
 * @param id its name, unique for kind and project
 * @param revision 1 when new, one more with every change; a change that expected another revision
 *     is refused
 * @param body its content
 * @param expiresAt when it may be removed; empty for never
 */
public record Document(
        String kind,
        ProjectId project,
        String id,
        long revision,
        Payload body,
        Optional<Instant> expiresAt) {

    public Document {
        if (revision < 1) {
            throw new IllegalArgumentException("revision is not positive: " + revision);
        }
    }

    /** A document that must not exist yet. */
    public static Document create(String kind, ProjectId project, String id, Payload body) {
        return new Document(kind, project, id, 1, body, Optional.empty());
    }

    /** The next revision, with other content. */
    public Document revise(Payload next) {
        return new Document(kind, project, id, revision + 1, next, expiresAt);
    }

    /** The same document, to be removed after a moment. */
    public Document until(Instant moment) {
        return new Document(kind, project, id, revision, body, Optional.of(moment));
    }
}
