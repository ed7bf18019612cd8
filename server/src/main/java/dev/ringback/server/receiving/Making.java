package dev.ringback.server.receiving;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.time.Clock;
import dev.ringback.kernel.time.Ids;
import dev.ringback.protocol.providers.body.FormFields;
import dev.ringback.protocol.providers.request.EventFacts;
import dev.ringback.server.events.ReservedTypes;
import dev.ringback.server.sources.LiveSource;
import dev.ringback.server.sources.SubjectTimes;
import dev.ringback.server.sources.TransformVersion;
import dev.ringback.server.transforms.TransformInput;
import dev.ringback.server.transforms.TransformScript;
import dev.ringback.server.transforms.Transformed;
import dev.ringback.server.transforms.Transformed.MadeEvent;
import dev.ringback.server.transforms.Transforms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the events of verified requests: one of each as it came, or what its source's transform
 * makes of it.
 */
final class Making {

    private static final String FORM = "application/x-www-form-urlencoded";

    private final Transforms transforms;
    private final SubjectTimes times;
    private final Clock clock;
    private final Ids ids;

    Making(Transforms transforms, SubjectTimes times, Clock clock, Ids ids) {
        this.transforms = transforms;
        this.times = times;
        this.clock = clock;
        this.ids = ids;
    }

    /** What a request comes to. */
    sealed interface Made {

        /** These events, at least one, in their order. */
        record Events(List<Event> all) implements Made {}

        /**
         * The transform failed: the event is kept as it came, with the error, and goes to nobody.
         */
        record Unrouted(Event event) implements Made {}

        /** The transform says that nobody wants to hear of it. */
        record Dropped() implements Made {}

        /** Too much waits for its turn. */
        record Later() implements Made {}
    }

    /** Makes them. */
    Made make(LiveSource live, Inbound inbound, EventFacts facts) {
        Optional<TransformScript> script =
                live.source().intake().transform().map(TransformVersion::script);
        if (script.isEmpty()) {
            return new Made.Events(List.of(plain(live, inbound, facts)));
        }
        Optional<Transformed> result =
                transforms.run(live.source().project(), script.get(), input(live, inbound));
        if (result.isEmpty()) {
            return new Made.Later();
        }
        return switch (result.get()) {
            case Transformed.Events(List<MadeEvent> all) ->
                    presumptuous(all)
                            .<Made>map(why ->
                                    new Made.Unrouted(
                                            ReceivedEvents.failed(
                                                    plain(live, inbound, facts), why)))
                            .orElseGet(
                                    () -> new Made.Events(transformed(live, inbound, facts, all)));
            case Transformed.Dropped _ -> new Made.Dropped();
            case Transformed.Failed(var fault) ->
                    new Made.Unrouted(
                            ReceivedEvents.failed(plain(live, inbound, facts), fault.toString()));
        };
    }

    /** Why events may not be what a script says they are. */
    private static Optional<String> presumptuous(List<MadeEvent> all) {
        return all.stream()
                .map(each -> each.type().name())
                .filter(ReservedTypes::is)
                .findFirst()
                .map(type ->
                        "an event has the name %s, which only the server gives".formatted(type));
    }

    /** What a script makes of a request, for trying it out. */
    Optional<Transformed> tryOut(LiveSource live, TransformScript script, Inbound inbound) {
        return transforms.run(live.source().project(), script, input(live, inbound));
    }

    private Event plain(LiveSource live, Inbound inbound, EventFacts facts) {
        Event event = ReceivedEvents.of(live, inbound, facts, ids.next(), clock.now());
        return facts.occurredAt().isPresent() && isSuperseded(event)
                ? ReceivedEvents.superseded(event)
                : event;
    }

    private boolean isSuperseded(Event event) {
        String source = event.arrived().orElseThrow().source();
        return !event.subject().isEmpty()
                && times.isSuperseded(source, event.subject(), event.occurredAt());
    }

    private List<Event> transformed(
            LiveSource live, Inbound inbound, EventFacts facts, List<MadeEvent> all) {
        List<Event> events = new ArrayList<>(all.size());
        for (MadeEvent each : all) {
            Event event =
                    ReceivedEvents.transformed(
                            new ReceivedEvents.Part(each, events.size(), all.size()),
                            plain(live, inbound, facts),
                            live,
                            inbound,
                            events.stream().findFirst());
            events.add(event);
        }
        return events;
    }

    /** The request as a script sees it, without what proves its sender. */
    private static TransformInput input(LiveSource live, Inbound inbound) {
        List<String> secrets = live.secrets();
        Rejected.Arrival arrival = inbound.arrival();
        Payload body = inbound.unpacked(live.source().intake().maxBody()).orElse(arrival.body());
        String type = inbound.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        Optional<Map<String, List<String>>> form =
                type.startsWith(FORM)
                        ? Optional.of(fields(FormFields.read(body.text())))
                        : Optional.empty();
        return new TransformInput(
                body,
                form,
                Redaction.headers(arrival, secrets),
                fields(FormFields.ofUrl(Redaction.path(arrival, secrets))),
                inbound.at());
    }

    private static Map<String, List<String>> fields(FormFields form) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        form.names().forEach(name -> fields.put(name, form.all(name)));
        return fields;
    }
}
