package dev.ringback.kernel.port;

import dev.ringback.kernel.model.Made;
import dev.ringback.kernel.model.ProjectId;
import java.time.Instant;
import java.util.Optional;

/**
 * Selects events of one project, the newest first.
 *
 * @param project whose
 * @param type glob over the type, in which {@code *} stands for any run of characters
 * @param except glob over the types that are left out
 * @param source only those that came in through that source
 * @param made only those that were made here, by whom this glob matches; see {@link Made#text}
 * @param from accepted at or after
 * @param to accepted before
 * @param unmatched only those that went to nobody: no call carries them, and they repeat none
 * @param before only sequences smaller than this; the cursor of a page
 * @param limit 1 to 1,000
 */
public record EventQuery(
        ProjectId project,
        Optional<String> type,
        Optional<String> except,
        Optional<String> source,
        Optional<String> made,
        Optional<Instant> from,
        Optional<Instant> to,
        boolean unmatched,
        long before,
        int limit) {

    public EventQuery {
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("limit is not between 1 and 1000: " + limit);
        }
    }

    /** Events whoever got them. */
    public EventQuery(
            ProjectId project,
            Optional<String> type,
            Optional<String> except,
            Optional<String> source,
            Optional<Instant> from,
            Optional<Instant> to,
            long before,
            int limit) {
        this(project, type, except, source, Optional.empty(), from, to, false, before, limit);
    }

    /** Events wherever they came from. */
    public EventQuery(
            ProjectId project,
            Optional<String> type,
            Optional<String> except,
            Optional<Instant> from,
            Optional<Instant> to,
            long before,
            int limit) {
        this(project, type, except, Optional.empty(), from, to, before, limit);
    }

    /** Events of all types that the first glob matches. */
    public EventQuery(
            ProjectId project,
            Optional<String> type,
            Optional<Instant> from,
            Optional<Instant> to,
            long before,
            int limit) {
        this(project, type, Optional.empty(), Optional.empty(), from, to, before, limit);
    }

    /** All events of a project. */
    public static EventQuery of(ProjectId project, int limit) {
        return new EventQuery(
                project,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Long.MAX_VALUE,
                limit);
    }

    /** The same selection, of the events of one source. */
    public EventQuery through(String only) {
        return new EventQuery(
                project, type, except, Optional.of(only), made, from, to, unmatched, before, limit);
    }

    /** The same selection, of those that were made by whom a glob matches. */
    public EventQuery madeBy(String glob) {
        return new EventQuery(
                project,
                type,
                except,
                source,
                Optional.of(glob),
                from,
                to,
                unmatched,
                before,
                limit);
    }

    /** The same selection, of those that went to nobody. */
    public EventQuery onlyUnmatched() {
        return new EventQuery(project, type, except, source, made, from, to, true, before, limit);
    }

    /** The same selection, with other bounds on the page. */
    public EventQuery page(long before, int limit) {
        return new EventQuery(
                project, type, except, source, made, from, to, unmatched, before, limit);
    }
}
