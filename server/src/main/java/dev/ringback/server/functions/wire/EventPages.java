package dev.ringback.server.functions.wire;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Found;
import dev.ringback.kernel.port.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * Pages of events with what they carry, as much as there is room for.
 *
 * @param store the disk
 */
public record EventPages(Store store) {

    /** Payloads of one page; the first event of a page is shown whatever its size. */
    private static final long PAGE_BYTES = 4L << 20;

    /**
     * A page.
     *
     * @param events the newest first
     * @param next the sequence below which the list goes on; empty at its end
     */
    public record Page(List<Event> events, OptionalLong next) {}

    /** The page that a query asks for, or the first part of it. */
    public Page read(EventQuery query) {
        Found<EventHead> found = store.events(query);
        List<EventHead> heads = first(found.entries());
        List<Long> sequences = heads.stream().map(EventHead::sequence).toList();
        List<Event> events =
                store.events(sequences, Integer.MAX_VALUE).stream()
                        .sorted(Comparator.comparingLong(Event::sequence).reversed())
                        .toList();
        return new Page(
                events,
                heads.size() < found.entries().size()
                        ? OptionalLong.of(heads.getLast().sequence())
                        : found.searchedTo());
    }

    /** As many of a page as there is room for. */
    private static List<EventHead> first(List<EventHead> page) {
        List<EventHead> first = new ArrayList<>();
        long bytes = 0;
        for (EventHead each : page) {
            bytes += each.size();
            if (bytes > PAGE_BYTES && !first.isEmpty()) {
                break;
            }
            RoomOfThread.take(KnownEvents.TIMES_PAYLOAD * each.size());
            first.add(each);
        }
        return first;
    }
}
