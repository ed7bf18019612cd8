package dev.ringback.server.functions.waits;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.events.InternalEvents;
import dev.ringback.server.functions.events.EventNames;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.FunctionEvents;
import dev.ringback.server.functions.running.RunWaits.Wanted;
import dev.ringback.server.functions.waits.WaitConditions.Json;
import dev.ringback.server.functions.waits.WaitConditions.Question;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How waits look at what came before. */
record LooksBack(PastEvents past, WaitConditions conditions) {

    /** How long an event may be on its way from where it is accepted to where it is told. */
    private static final Duration ON_ITS_WAY = Duration.ofMinutes(1);

    /**
     * What was seen.
     *
     * @param first the event that is waited for, when it is there
     * @param passed internal ids of those that were passed by, whatever they are about
     */
    record Seen(Optional<FunctionEvent> first, Set<String> passed) {}

    /** A look of one wait. */
    private record Look(
            ProjectId project, OpenWait open, Json started, Instant now, Set<String> passed) {}

    /** As a wait begins. */
    Seen at(Wanted wanted, Optional<WaitIndex.Value> value, OpenWait open, Instant now) {
        return seen(wanted, value, open, Instant.MAX, now);
    }

    /** As its time is over: at what was on its way when it began. */
    Optional<FunctionEvent> again(
            Wanted wanted, Optional<WaitIndex.Value> value, OpenWait open, Instant now) {
        return seen(wanted, value, open, open.opened().plus(ON_ITS_WAY), now).first();
    }

    private Seen seen(
            Wanted wanted,
            Optional<WaitIndex.Value> value,
            OpenWait open,
            Instant to,
            Instant now) {
        Set<String> passed = new HashSet<>();
        if (InternalEvents.is(open.event()) || !mayAsk(open)) {
            return new Seen(Optional.empty(), passed);
        }
        long after = open.after().orElse(Long.MIN_VALUE);
        var range =
                new PastEvents.Range(
                        wanted.project(), open.event(), open.since(), to, after, value);
        Look look = new Look(wanted.project(), open, started(open, wanted.started()), now, passed);
        return new Seen(
                past.first(range, events -> first(events, look)).map(FunctionEvents::read), passed);
    }

    /** While filters are off, what has a condition is matched later. */
    private boolean mayAsk(OpenWait open) {
        return open.condition().isEmpty() || conditions.on();
    }

    private static Json started(OpenWait open, FunctionEvent started) {
        return new Json(
                open.started()
                        .map(each -> each.getBytes(StandardCharsets.UTF_8))
                        .orElseGet(() -> started.asSent().bytes()));
    }

    private Optional<Event> first(List<Event> events, Look look) {
        List<Event> inTime = events.stream().filter(each -> isInTime(each, look)).toList();
        List<Question> questions = inTime.stream().map(each -> question(each, look)).toList();
        return conditions.ask(look.project, questions, 1, look.now).holding().stream()
                .map(inTime::get)
                .findFirst();
    }

    private static boolean isInTime(Event event, Look look) {
        String id = EventNames.internal(event.id(), event.sequence());
        boolean counts = event.project().equals(look.project) && look.open.isFor(event, id);
        if (!counts) {
            look.passed.add(id);
        }
        return counts;
    }

    private static Question question(Event event, Look look) {
        Optional<String> condition = look.open.condition();
        byte[] came =
                condition.isPresent() ? FunctionEvents.read(event).asSent().bytes() : new byte[0];
        return new Question(condition, look.started, new Json(came));
    }
}
