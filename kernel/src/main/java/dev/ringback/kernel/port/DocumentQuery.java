package dev.ringback.kernel.port;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import java.util.Optional;

/**
 * Selects documents of one kind in one project, in the order of their ids. Databases agree on that
 * order for ids of one length made of digits and small letters, such as {@link Sequence} writes
 * them, behind one prefix.
 *
 * @param kind what they are
 * @param project whose
 * @param prefix only ids that begin so, and go on with 64 characters at most: small letters, digits
 *     and the marks {@code -._:}; empty for all
 * @param descending whether the largest id comes first
 * @param after only ids behind this one, in the order asked for; the cursor of a page
 * @param limit 1 to 1,000
 */
public record DocumentQuery(
        String kind,
        ProjectId project,
        String prefix,
        boolean descending,
        Optional<String> after,
        int limit) {

    public DocumentQuery {
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("limit is not between 1 and 1000: " + limit);
        }
    }

    /** Those with any id. */
    public DocumentQuery(
            String kind, ProjectId project, boolean descending, Optional<String> after, int limit) {
        this(kind, project, "", descending, after, limit);
    }
}
