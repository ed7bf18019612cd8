package dev.ringback.server.sources;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.time.Clock;
import dev.ringback.kernel.time.Ids;
import dev.ringback.protocol.providers.request.EventFacts;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.filters.Filters;
import dev.ringback.server.filters.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Takes verified requests in: event, deliveries and what is remembered of the key are one commit. A
 * duplicate is kept as well, linked to the first, and goes to nobody.
 */
final class Taking {

    private static final int TRIES = 5;

    /** A nonce is remembered for longer than its signature may be old. */
    private static final Duration NONCE_KEPT = Duration.ofDays(30);

    private final Publisher publisher;
    private final Commits commits;
    private final FirstSeen seen;
    private final Filters filters;
    private final Clock clock;
    private final Ids ids;

    Taking(
            Publisher publisher,
            Commits commits,
            FirstSeen seen,
            Filters filters,
            Clock clock,
            Ids ids) {
        this.clock = clock;
        this.publisher = publisher;
        this.commits = commits;
        this.seen = seen;
        this.filters = filters;
        this.ids = ids;
    }

    /** What became of one. */
    sealed interface Taken {

        /** It is on disk. */
        record Stored(Event event) implements Taken {}

        /** The value that is signed once came before, with another event. */
        record Forged() implements Taken {}

        /** It is not known to be on disk. */
        record Refused(Committed result) implements Taken {}
    }

    Taken take(LiveSource live, Inbound inbound, EventFacts facts) {
        Event event = ReceivedEvents.of(live, inbound, facts, ids.next(), clock.now());
        Change publication = publication(live.source(), event);
        Committed result =
                commits.commit(publication.and(marks(live.source(), event, facts, true)));
        for (int i = 0; i < TRIES && result instanceof Committed.Stale; i++) {
            Optional<Taken> known = known(live.source(), event, facts);
            if (known.isPresent()) {
                return known.get();
            }
            result = commits.commit(publication.and(marks(live.source(), event, facts, false)));
        }
        return result instanceof Committed.Done
                ? new Taken.Stored(event)
                : new Taken.Refused(result);
    }

    /** What came before it with its key, or with what is signed once. */
    private Optional<Taken> known(Source source, Event event, EventFacts facts) {
        Optional<String> first =
                facts.idempotencyKey().flatMap(key -> seen.seen(FirstSeen.KEY, source, key));
        if (first.isPresent()) {
            return Optional.of(duplicate(event, first.get()));
        }
        return facts.nonce()
                .flatMap(nonce -> seen.seen(FirstSeen.NONCE, source, nonce))
                .map(_ -> new Taken.Forged());
    }

    private Taken duplicate(Event event, String first) {
        OptionalLong sequence = Sequence.parse("", first);
        Event linked = ReceivedEvents.repeating(event, sequence);
        Committed result = commits.commit(Change.accept(List.of(linked), List.of()));
        return result instanceof Committed.Done
                ? new Taken.Stored(linked)
                : new Taken.Refused(result);
    }

    private Change marks(Source source, Event event, EventFacts facts, boolean presumed) {
        Duration window = source.intake().dedupeWindow();
        Change change = Change.accept(List.of(), List.of());
        if (facts.idempotencyKey().isPresent() && window.isPositive()) {
            String key = facts.idempotencyKey().get();
            String first = Sequence.text("", event.sequence());
            change = change.and(mark(FirstSeen.KEY, source, key, first, window, presumed));
        }
        if (facts.nonce().isPresent()) {
            String nonce = facts.nonce().get();
            change = change.and(mark(FirstSeen.NONCE, source, nonce, "", NONCE_KEPT, presumed));
        }
        return change;
    }

    private Change mark(
            String kind,
            Source source,
            String value,
            String body,
            Duration window,
            boolean presumed) {
        return presumed
                ? seen.presumedFirst(kind, source, value, body, window)
                : seen.first(kind, source, value, body, window);
    }

    /** With its deliveries, when the source's filter lets it through; else it is kept alone. */
    private Change publication(Source source, Event event) {
        String filter = source.intake().filter();
        boolean passes =
                filter.isEmpty()
                        || (filters.on()
                                && filters.inTurn(
                                        event.project(),
                                        evaluation -> {
                                            evaluation.about(event);
                                            return evaluation.verdict(filter)
                                                    instanceof Verdict.Matches;
                                        }));
        return passes
                ? publisher.publish(List.of(event))
                : Change.accept(List.of(event), List.of());
    }
}
