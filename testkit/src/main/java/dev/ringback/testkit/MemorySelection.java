package dev.ringback.testkit;

import dev.ringback.kernel.model.Arrived;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Made;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Found;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a query selects, one event or call at a time. Paging bounds are left aside. */
final class MemorySelection {

    private MemorySelection() {}

    static Predicate<Event> of(EventQuery query, Stream<Call> calls) {
        Set<Long> carried =
                query.unmatched() ? calls.map(Call::event).collect(Collectors.toSet()) : Set.of();
        Predicate<String> type = query.type().map(MemorySelection::glob).orElse(_ -> true);
        Predicate<String> except = query.except().map(MemorySelection::glob).orElse(_ -> false);
        Predicate<String> made = query.made().map(MemorySelection::glob).orElse(_ -> true);
        return event ->
                event.project().equals(query.project())
                        && (query.made().isEmpty() || made.test(maker(event)))
                        && type.test(event.type())
                        && !except.test(event.type())
                        && (query.source().isEmpty()
                                || event.arrived().map(Arrived::source).equals(query.source()))
                        && between(event.acceptedAt(), query.from(), query.to())
                        && !(query.unmatched() && isMatched(event, carried));
    }

    private static String maker(Event event) {
        return event.origin().orElse(null) instanceof Made made ? made.text() : "";
    }

    private static boolean isMatched(Event event, Set<Long> carried) {
        return carried.contains(event.sequence())
                || event.arrived().filter(from -> from.duplicateOf().isPresent()).isPresent();
    }

    static Predicate<Call> of(CallQuery query, LongFunction<Optional<Event>> events) {
        Predicate<String> type = query.eventType().map(MemorySelection::glob).orElse(_ -> true);
        return call ->
                call.project().equals(query.project())
                        && matches(query.kind(), call.kind())
                        && matches(query.lane(), call.lane())
                        && matches(query.state(), call.state().name())
                        && matches(query.event(), call.event())
                        && between(call.createdAt(), query.from(), query.to())
                        && (query.eventType().isEmpty()
                                || events.apply(call.event())
                                        .map(Event::type)
                                        .filter(type)
                                        .isPresent());
    }

    private static <T> boolean matches(Optional<T> wanted, T value) {
        return wanted.isEmpty() || wanted.get().equals(value);
    }

    private static boolean between(Instant at, Optional<Instant> from, Optional<Instant> to) {
        return from.stream().noneMatch(at::isBefore) && to.stream().allMatch(at::isBefore);
    }

    private static Predicate<String> glob(String glob) {
        String pattern =
                Stream.of(glob.split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*"));
        return Pattern.compile(pattern, Pattern.DOTALL).asMatchPredicate();
    }

    /** The first of what was selected, and whether there is more. */
    static <T> Found<T> page(Stream<T> all, int limit, ToLongFunction<T> id) {
        List<T> some = all.limit(limit + 1L).toList();
        List<T> page = some.subList(0, Math.min(limit, some.size()));
        return some.size() > limit
                ? new Found<>(page, OptionalLong.of(id.applyAsLong(page.getLast())))
                : Found.all(page);
    }

    /** Events accepted before a moment that nobody needs any more. */
    static List<Event> prunable(
            Map<Long, Event> events, Map<CallId, Call> calls, Instant before, int limit) {
        Set<Long> needed = new HashSet<>(MemoryQuotes.quoted(events.values().stream()));
        calls.values().stream()
                .filter(call -> call.state() instanceof CallState.Waiting)
                .forEach(call -> needed.add(call.event()));
        return events.values().stream()
                .filter(event -> event.acceptedAt().isBefore(before))
                .filter(event -> !needed.contains(event.sequence()))
                .limit(limit)
                .toList();
    }
}
