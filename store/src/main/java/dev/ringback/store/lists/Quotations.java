package dev.ringback.store.lists;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Quote;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.rows.Dialect;
import dev.ringback.store.rows.EventRow;
import dev.ringback.store.rows.Quoting;
import dev.ringback.store.rows.Rows;
import dev.ringback.store.rows.Session;
import dev.ringback.store.rows.StoreMessages;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Restores the quoted bytes of events that were read: two questions more for a page of events that
 * quote, however many quotes there are and however deep, and none for events that do not.
 */
record Quotations(Dialect dialect, Session session) {

    /**
     * The events as they were accepted, in the same order.
     *
     * @throws StoreException when what an event quotes is not on disk
     */
    List<Event> complete(List<EventRow> found) {
        List<Long> quoting = new ArrayList<>();
        for (EventRow kept : found) {
            if (kept.quotes()) {
                quoting.add(kept.event().sequence());
            }
        }
        if (quoting.isEmpty()) {
            return found.stream().map(EventRow::event).toList();
        }
        Map<Long, List<Quote>> quotes = quotes(quoting);
        Pieces pieces = new Pieces(quotes, quoted(quotes.values()));
        List<Event> events = new ArrayList<>(found.size());
        for (EventRow kept : found) {
            try {
                events.add(pieces.complete(kept));
            } catch (Lost lost) {
                requirePruned(kept, lost);
            }
        }
        return events;
    }

    private record Row(long event, Quote quote) {}

    /** The quotes of events, and those of the events quoted there, and so on. */
    private Map<Long, List<Quote>> quotes(List<Long> events) {
        return session
                .query(
                        """
                        WITH RECURSIVE q (event, at, quoted, start, length) AS (
                            SELECT event, at, quoted, start, length FROM quote WHERE %s
                            UNION
                            SELECT n.event, n.at, n.quoted, n.start, n.length
                            FROM q JOIN quote n ON n.event = q.quoted)
                        SELECT event, at, quoted, start, length FROM q ORDER BY event, at\
                        """
                                .formatted(dialect.among("event")),
                        List.of(dialect.list(events)),
                        row -> new Row(row.getLong(1), Rows.quote(row)))
                .stream()
                .collect(
                        Collectors.groupingBy(
                                Row::event, Collectors.mapping(Row::quote, Collectors.toList())));
    }

    private Map<Long, EventRow> quoted(Collection<List<Quote>> quotes) {
        Set<Long> quoted =
                quotes.stream().flatMap(List::stream).map(Quote::event).collect(Collectors.toSet());
        return session
                .query(
                        "SELECT %s FROM event e WHERE %s"
                                .formatted(Rows.EVENT, dialect.among("e.sequence")),
                        List.of(dialect.list(quoted)),
                        Rows::event)
                .stream()
                .collect(Collectors.toMap(kept -> kept.event().sequence(), kept -> kept));
    }

    /** An event and what it quotes may be pruned while they are read; otherwise they belong. */
    private void requirePruned(EventRow kept, Lost lost) {
        long sequence = kept.event().sequence();
        boolean stays =
                !session.query(
                                "SELECT 1 FROM event WHERE sequence = ?",
                                List.of(sequence),
                                row -> true)
                        .isEmpty();
        if (stays) {
            throw new StoreException(StoreMessages.lost(kept.event(), lost.event), lost);
        }
    }

    /** Bytes that are not where they should be. */
    private static final class Lost extends Exception {

        final EventId event;

        Lost(long sequence) {
            super("lost", null, false, false);
            this.event = EventId.of(sequence);
        }
    }

    /** The events of a page that are quoted, and who quotes whom. */
    private static final class Pieces {

        private final Map<Long, List<Quote>> quotes;
        private final Map<Long, EventRow> quoted;
        private final Map<Long, Payload> whole = new HashMap<>();

        Pieces(Map<Long, List<Quote>> quotes, Map<Long, EventRow> quoted) {
            this.quotes = quotes;
            this.quoted = quoted;
        }

        Event complete(EventRow kept) throws Lost {
            return kept.quotes() ? kept.event().with(whole(kept), quotes(kept)) : kept.event();
        }

        private List<Quote> quotes(EventRow kept) {
            return quotes.getOrDefault(kept.event().sequence(), List.of());
        }

        /** The payload of a quoted event, put together once. */
        private Payload whole(long sequence) throws Lost {
            @Nullable Payload known = whole.get(sequence);
            if (known == null) {
                @Nullable EventRow kept = quoted.get(sequence);
                if (kept == null) {
                    throw new Lost(sequence);
                }
                known = kept.quotes() ? whole(kept) : kept.event().payload();
                whole.put(sequence, known);
            }
            return known;
        }

        private Payload whole(EventRow kept) throws Lost {
            List<Quote> own = quotes(kept);
            byte[] rest = kept.event().payload().bytes();
            if (rest.length + Quoting.length(own) != kept.size()) {
                throw new Lost(kept.event().sequence());
            }
            byte[] all = new byte[kept.size()];
            int from = 0;
            int to = 0;
            for (Quote quote : own) {
                System.arraycopy(rest, from, all, to, quote.at() - to);
                from += quote.at() - to;
                to = quote.at() + quote.length();
                put(quote, all);
            }
            System.arraycopy(rest, from, all, to, rest.length - from);
            return Payload.of(all);
        }

        private void put(Quote quote, byte[] all) throws Lost {
            byte[] source = whole(quote.event()).bytes();
            if (quote.length() > source.length - quote.from()) {
                throw new Lost(quote.event());
            }
            System.arraycopy(source, quote.from(), all, quote.at(), quote.length());
        }
    }
}
