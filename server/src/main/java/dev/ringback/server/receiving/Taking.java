package dev.ringback.server.receiving;

import static java.util.function.Predicate.not;

import dev.ringback.kernel.model.Arrived;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Sighting;
import dev.ringback.kernel.port.Commits;
import dev.ringback.protocol.EventType;
import dev.ringback.protocol.providers.request.EventFacts;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.filters.Filters;
import dev.ringback.server.receiving.Making.Made;
import dev.ringback.server.schemas.SchemaVerdict;
import dev.ringback.server.schemas.Schemas;
import dev.ringback.server.sources.LiveSource;
import dev.ringback.server.sources.Source;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Takes verified requests in: event, deliveries and what is remembered of the key are one commit. A
 * duplicate is kept as well, linked to the first, and goes to nobody.
 */
final class Taking {

    private static final int TRIES = 5;

    /** A nonce is remembered for longer than its signature may be old. */
    private static final Duration NONCE_KEPT = Duration.ofDays(30);

    private final Schemas schemas;
    private final Publisher publisher;
    private final Commits commits;
    private final FirstSeen seen;
    private final Filters filters;
    private final Making making;

    Taking(
            Making making,
            Schemas schemas,
            Publisher publisher,
            Commits commits,
            FirstSeen seen,
            Filters filters) {
        this.making = making;
        this.schemas = schemas;
        this.publisher = publisher;
        this.commits = commits;
        this.seen = seen;
        this.filters = filters;
    }

    /** What became of one. */
    sealed interface Taken {

        /** It is on disk. */
        record Stored(Event event) implements Taken {}

        /** It does not fit the schema of its source; says where. */
        record Unfit(String detail) implements Taken {}

        /** Its transform wants nothing of it. */
        record Dropped() implements Taken {}

        /** The value that is signed once came before, with another event. */
        record Forged() implements Taken {}

        /** It is not known to be on disk. */
        record Refused(Committed result) implements Taken {}
    }

    /** What comes of one before anything is committed. */
    sealed interface Prepared {

        /**
         * Events that wait to be committed.
         *
         * @param events at least one
         * @param publication the events with their deliveries. However often it is tried it is this
         *     one: should it be on disk already, because an answer was lost, the store knows it by
         *     what it brings
         */
        record Ready(
                LiveSource live,
                Inbound inbound,
                EventFacts facts,
                List<Event> events,
                Change publication)
                implements Prepared {

            private Source source() {
                return live.source();
            }
        }

        /** There is nothing to commit. */
        record Ended(Taken taken) implements Prepared {}
    }

    Taken take(LiveSource live, Inbound inbound, EventFacts facts) {
        return switch (prepare(live, inbound, facts)) {
            case Prepared.Ready ready -> commit(ready);
            case Prepared.Ended(Taken taken) -> taken;
        };
    }

    /** Makes the events of one, and finds those who get them. */
    Prepared prepare(LiveSource live, Inbound inbound, EventFacts facts) {
        return switch (making.make(live, inbound, facts)) {
            case Made.Events(List<Event> events) -> ready(live, inbound, facts, events);
            case Made.Unrouted(Event event) -> {
                List<Event> alone = List.of(event);
                yield new Prepared.Ready(live, inbound, facts, alone, unrouted(alone));
            }
            case Made.Dropped _ -> new Prepared.Ended(new Taken.Dropped());
            case Made.Later _ -> new Prepared.Ended(new Taken.Refused(new Committed.Overloaded()));
        };
    }

    /** Finds those who get events, if they fit the schema of their source. */
    Prepared ready(LiveSource live, Inbound inbound, EventFacts facts, List<Event> events) {
        Optional<Taken> unfit = unfit(live.source(), events);
        return unfit.isPresent()
                ? new Prepared.Ended(unfit.get())
                : new Prepared.Ready(
                        live, inbound, facts, events, publication(live.source(), events));
    }

    /**
     * Commits several in one change, in their order, all of them or none. Stale says that each is
     * to be committed by itself: one of them came before.
     */
    Committed commitTogether(List<Prepared.Ready> all) {
        List<Sighting> sightings =
                all.stream().flatMap(each -> seen(each).sightings().stream()).toList();
        if (sightings.stream().map(Sighting::key).distinct().count() < sightings.size()) {
            return new Committed.Stale("two of them have one key");
        }
        Change seen = Change.seen(sightings.toArray(Sighting[]::new));
        return commits.commit(
                all.stream().map(Prepared.Ready::publication).reduce(seen, Change::and));
    }

    /** Commits one; a duplicate is linked to the first. */
    Taken commit(Prepared.Ready ready) {
        Event event = ready.events().getFirst();
        Committed result = commits.commit(ready.publication().and(seen(ready)));
        for (int i = 0; i < TRIES && result instanceof Committed.Stale; i++) {
            Optional<Taken> known = known(ready.source(), event, ready.facts());
            if (known.isPresent()) {
                return known.get();
            }
            // What refused it has expired just now.
            result = commits.commit(ready.publication().and(seen(ready)));
        }
        return result instanceof Committed.Done
                ? new Taken.Stored(event)
                : new Taken.Refused(result);
    }

    /** What becomes of events that do not fit the source's schema; empty when all do. */
    private Optional<Taken> unfit(Source source, List<Event> events) {
        return source.intake()
                .schema()
                .flatMap(schema ->
                        events.stream().flatMap(each -> unfit(schema, each).stream()).findFirst());
    }

    private Optional<Taken> unfit(String schema, Event event) {
        var verdict =
                schemas.judge(
                        event.project(), schema, new EventType(event.type()), event.payload());
        return switch (verdict.orElse(null)) {
            case null -> Optional.of(new Taken.Refused(new Committed.Overloaded()));
            case SchemaVerdict.Fits _ -> Optional.empty();
            case SchemaVerdict.Differs(var misfits) ->
                    Optional.of(
                            new Taken.Unfit(
                                    misfits.stream()
                                            .map(Object::toString)
                                            .collect(Collectors.joining("; "))));
            case SchemaVerdict.Unjudged(String words) -> Optional.of(new Taken.Unfit(words));
        };
    }

    /** By which a repeated request is known: the provider's word goes before the transform's. */
    private static Optional<String> key(Event event, EventFacts facts) {
        return facts.idempotencyKey()
                .or(() -> event.arrived().map(Arrived::key).filter(each -> !each.isEmpty()));
    }

    /** What came before it with its key, or with what is signed once. */
    private Optional<Taken> known(Source source, Event event, EventFacts facts) {
        OptionalLong first =
                key(event, facts).stream()
                        .flatMapToLong(key -> seen.seen(FirstSeen.KEY, source, key).stream())
                        .findFirst();
        if (first.isPresent()) {
            return Optional.of(duplicate(event, first));
        }
        return facts.nonce()
                .filter(nonce -> seen.seen(FirstSeen.NONCE, source, nonce).isPresent())
                .map(_ -> new Taken.Forged());
    }

    private Taken duplicate(Event event, OptionalLong first) {
        Event linked = ReceivedEvents.repeating(event, first);
        Committed result = commits.commit(Change.accept(List.of(linked), List.of()));
        return result instanceof Committed.Done
                ? new Taken.Stored(linked)
                : new Taken.Refused(result);
    }

    /** What is remembered of one. */
    private Change seen(Prepared.Ready ready) {
        Source source = ready.source();
        Event event = ready.events().getFirst();
        Duration window = source.intake().dedupeWindow();
        Change change = Change.accept(List.of(), List.of());
        Optional<String> key = key(event, ready.facts());
        if (key.isPresent() && window.isPositive()) {
            change = change.and(seen.first(FirstSeen.KEY, source, key.get(), event, window));
        }
        Optional<String> nonce = ready.facts().nonce();
        if (nonce.isPresent()) {
            change =
                    change.and(seen.first(FirstSeen.NONCE, source, nonce.get(), event, NONCE_KEPT));
        }
        return change;
    }

    /** With deliveries, where the source's filter lets an event through; else it is kept alone. */
    private Change publication(Source source, List<Event> events) {
        String filter = source.intake().filter();
        if (filter.isEmpty()) {
            return publisher.publish(events);
        }
        List<Event> passing = events.stream().filter(each -> filters.lets(filter, each)).toList();
        Change kept = unrouted(events.stream().filter(not(passing::contains)).toList());
        return passing.isEmpty() ? kept : publisher.publish(passing).and(kept);
    }

    private static Change unrouted(List<Event> events) {
        return Change.accept(events, List.of());
    }
}
