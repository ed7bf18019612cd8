package dev.ringback.store.postgres;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Quote;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.rows.EventRow;
import dev.ringback.store.rows.Quoting;
import dev.ringback.store.rows.Rows;
import dev.ringback.store.rows.StoreMessages;
import dev.ringback.store.writing.Guards;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Adds events: all with one statement, unless one quotes another of them. */
final class PostgresEvents {

    private static final Comparator<Event> BY_ID =
            Comparator.comparing((Event event) -> event.project().value())
                    .thenComparing(event -> event.id().value());

    private final PostgresTransaction transaction;
    private final PostgresCounts counts;
    private final PostgresQuotes quotes;
    private final PostgresLookup lookup;
    private final Guards guards;

    PostgresEvents(
            PostgresTransaction transaction,
            PostgresCounts counts,
            PostgresQuotes quotes,
            PostgresLookup lookup) {
        this.transaction = transaction;
        this.counts = counts;
        this.quotes = quotes;
        this.lookup = lookup;
        this.guards = new Guards(lookup);
    }

    /**
     * What became of events.
     *
     * @param inserted how many are new
     * @param duplicates sequences of those whose given id exists
     */
    record Added(int inserted, Set<Long> duplicates) {}

    Added insert(List<Event> events) throws SQLException {
        if (events.isEmpty()) {
            return new Added(0, Set.of());
        }
        if (!Quoting.any(events)) {
            PipelinedStatement sent = transaction.send(EventStatements.insertNew(inOrder(events)));
            return added(events, sent);
        }
        int inserted = 0;
        Set<Long> duplicates = new HashSet<>();
        for (List<Event> group : groups(events)) {
            Added added = quoting(group);
            inserted += added.inserted;
            duplicates.addAll(added.duplicates);
        }
        return new Added(inserted, duplicates);
    }

    /** What became of events that were sent, none of which quotes. */
    Added added(List<Event> events, PipelinedStatement sent) throws SQLException {
        return added(events, sent.longs());
    }

    private Added added(List<Event> events, Set<Long> inserted) throws SQLException {
        List<Event> others = new ArrayList<>();
        for (Event event : events) {
            if (inserted.contains(event.sequence())) {
                counts.added(event, Rows.stored(event, Quoting.rest(event)));
            } else {
                others.add(event);
            }
        }
        return new Added(inserted.size(), duplicates(others));
    }

    /** Two who add the same given ids must not wait for each other. */
    static List<Event> inOrder(List<Event> events) {
        return events.stream().anyMatch(event -> event.id().given())
                ? events.stream().sorted(BY_ID).toList()
                : events;
    }

    /** Cuts before each event that quotes one of those before it, which must be on disk first. */
    private static List<List<Event>> groups(List<Event> events) {
        List<List<Event>> groups = new ArrayList<>();
        List<Event> group = new ArrayList<>();
        Set<Long> sequences = new HashSet<>();
        for (Event event : events) {
            if (event.quotes().stream().map(Quote::event).anyMatch(sequences::contains)) {
                groups.add(group);
                group = new ArrayList<>();
                sequences.clear();
            }
            group.add(event);
            sequences.add(event.sequence());
        }
        groups.add(group);
        return groups;
    }

    private Added quoting(List<Event> group) throws SQLException {
        Map<Long, Integer> sizes = quotes.sizes(Quoting.quoted(group));
        List<Event> tenable = group.stream().map(e -> Quoting.tenable(e, sizes)).toList();
        Set<Long> inserted = transaction.send(EventStatements.insertNew(tenable)).longs();
        quotes.insert(tenable.stream().filter(e -> inserted.contains(e.sequence())).toList());
        return added(tenable, inserted);
    }

    /** Of events that were not inserted, those whose given id exists; the others are there. */
    private Set<Long> duplicates(List<Event> events) throws SQLException {
        Set<Long> duplicates = new HashSet<>();
        for (Event event : events) {
            Optional<EventRow> stored = lookup.event(event.sequence());
            if (stored.isEmpty()) {
                duplicates.add(event.sequence());
            } else if (!guards.isOnDisk(stored.get(), event)) {
                throw new StoreException(StoreMessages.repeated(event));
            }
        }
        return duplicates;
    }
}
