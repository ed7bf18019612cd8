package dev.ringback.testkit;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Quote;
import dev.ringback.kernel.model.StateName;
import dev.ringback.kernel.port.CallCounts;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts by looking at everything, which is what the stores on disk must come to as well. */
final class MemoryCounts {

    private MemoryCounts() {}

    static CallCounts of(Stream<Call> calls) {
        Map<StateName, Long> counts =
                calls.collect(
                        Collectors.groupingBy(call -> call.state().name(), Collectors.counting()));
        return new CallCounts(
                counts.getOrDefault(StateName.WAITING, 0L),
                counts.getOrDefault(StateName.SUCCEEDED, 0L),
                counts.getOrDefault(StateName.DEAD, 0L),
                counts.getOrDefault(StateName.CANCELLED, 0L));
    }

    static long bytes(ProjectId project, Collection<Event> events, Collection<Document> documents) {
        long payloads =
                events.stream()
                        .filter(event -> event.project().equals(project))
                        .mapToLong(MemoryCounts::own)
                        .sum();
        long bodies =
                documents.stream()
                        .filter(document -> document.project().equals(project))
                        .mapToLong(document -> document.body().size())
                        .sum();
        return payloads + bodies;
    }

    /** Bytes of an event that it does not quote. */
    private static long own(Event event) {
        return event.bytes() - event.quotes().stream().mapToLong(Quote::length).sum();
    }
}
