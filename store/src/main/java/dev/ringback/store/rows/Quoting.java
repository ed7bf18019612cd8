package dev.ringback.store.rows;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Quote;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Decides, as an event is written, which parts of its payload are kept with earlier events. */
public final class Quoting {

    private Quoting() {}

    /** Whether one of the events quotes. */
    public static boolean any(Collection<Event> events) {
        for (Event event : events) {
            if (!event.quotes().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** The events that are quoted. */
    public static Set<Long> quoted(Collection<Event> events) {
        return events.stream()
                .flatMap(event -> event.quotes().stream())
                .map(Quote::event)
                .collect(Collectors.toSet());
    }

    /**
     * The event with the quotes that hold. The quoted event may be gone: pruned meanwhile, or left
     * out because its id was there already; then the bytes stay with the event that quotes it. That
     * only earlier events are quoted keeps two from quoting each other.
     *
     * @param sizes of the complete payloads of the quoted events that are on disk
     */
    public static Event tenable(Event event, Map<Long, Integer> sizes) {
        List<Quote> tenable =
                event.quotes().stream()
                        .filter(quote ->
                                quote.event() < event.sequence()
                                        && quote.length()
                                                <= sizes.getOrDefault(quote.event(), 0)
                                                        - quote.from())
                        .toList();
        return tenable.size() == event.quotes().size()
                ? event
                : event.with(event.payload(), tenable);
    }

    /** What is left of an event's payload without its quotes. */
    public static Payload rest(Event event) {
        return event.quotes().isEmpty() ? event.payload() : rest(event.payload(), event.quotes());
    }

    /** What is left of a payload without its quotes, which are in order. */
    public static Payload rest(Payload complete, List<Quote> quotes) {
        byte[] all = complete.bytes();
        byte[] rest = new byte[all.length - length(quotes)];
        int from = 0;
        int to = 0;
        for (Quote quote : quotes) {
            int length = quote.at() - from;
            System.arraycopy(all, from, rest, to, length);
            from = quote.at() + quote.length();
            to += length;
        }
        System.arraycopy(all, from, rest, to, all.length - from);
        return Payload.of(rest);
    }

    /** How many bytes are quoted. */
    public static int length(List<Quote> quotes) {
        return quotes.stream().mapToInt(Quote::length).sum();
    }
}
