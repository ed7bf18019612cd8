package dev.ringback.testkit;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Quote;
import dev.ringback.kernel.port.StoreException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which quotes a store in memory keeps, though it keeps the bytes as well. */
final class MemoryQuotes {

    private MemoryQuotes() {}

    /**
     * The event with the quotes that hold.
     *
     * @throws StoreException when the bytes are not those of the quoted event, which a store on
     *     disk would not notice before it is too late
     */
    static Event tenable(Event event, Map<Long, Event> events) {
        return event.with(
                event.payload(),
                event.quotes().stream()
                        .filter(quote -> holds(event, quote, events.get(quote.event())))
                        .toList());
    }

    private static boolean holds(Event event, Quote quote, @Nullable Event quoted) {
        if (quoted == null
                || quote.event() >= event.sequence()
                || quote.length() > quoted.payload().size() - quote.from()) {
            return false;
        }
        boolean same =
                Arrays.equals(
                        event.payload().bytes(),
                        quote.at(),
                        quote.at() + quote.length(),
                        quoted.payload().bytes(),
                        quote.from(),
                        quote.from() + quote.length());
        if (!same) {
            throw new StoreException(event.id() + " quotes what " + quoted.id() + " does not say");
        }
        return true;
    }

    /** The events that are quoted. */
    static Set<Long> quoted(Stream<Event> events) {
        return events.flatMap(event -> event.quotes().stream())
                .map(Quote::event)
                .collect(Collectors.toSet());
    }
}
