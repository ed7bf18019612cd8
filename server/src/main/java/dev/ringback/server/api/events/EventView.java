package dev.ringback.server.api.events;

import dev.ringback.kernel.model.Arrived;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Made;
import dev.ringback.kernel.model.Origin;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.port.CallCounts;
import dev.ringback.net.json.JsonGrammar;
import dev.ringback.net.json.JsonSlice;
import dev.ringback.net.json.Omitted;
import dev.ringback.net.json.Spread;
import dev.ringback.server.events.ArrivedRequest;
import dev.ringback.server.events.FunctionEnvelope;
import dev.ringback.server.functions.reading.StartedFunctions;
import dev.ringback.server.operations.FilterTroubles;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * An event as the API shows it in a list; what is about a source is there when it came in by one.
 *
 * @param sequence its place in the order of acceptance, which is that of the texts
 * @param occurredAt the same as the timestamp, by the name that it has in schemes of sources
 */
record EventView(
        String id,
        String type,
        Optional<String> subject,
        Instant timestamp,
        Instant acceptedAt,
        String contentType,
        int size,
        String sequence,
        @Omitted Optional<OriginView> origin,
        @Omitted Optional<Instant> occurredAt,
        @Omitted Optional<String> source,
        @Omitted Optional<String> idempotencyKey,
        @Omitted Optional<String> duplicateOf,
        @Omitted Optional<Boolean> superseded) {

    /**
     * Where an event comes from.
     *
     * @param kind what that is
     * @param id which of them; absent where there is but one
     */
    record OriginView(String kind, @Omitted Optional<String> id) {

        static OriginView of(Origin.Head origin) {
            return switch (origin) {
                case Arrived.Head arrived ->
                        new OriginView("source", Optional.of(arrived.source()));
                case Made(String by, String id) ->
                        new OriginView(by, Optional.of(id).filter(each -> !each.isEmpty()));
            };
        }
    }

    /** An event with its payload and what became of it; one of the two forms of data is there. */
    record Whole(
            @Spread EventView event,
            @Omitted Optional<JsonSlice> data,
            @Omitted Optional<String> dataBase64,
            CallCounts deliveries,
            @Omitted Optional<FilterTroubles.View> filters,
            List<StartedFunctions.View> functions,
            @Omitted Optional<String> transformError,
            @Omitted Optional<String> madeFrom,
            @Omitted Optional<ArrivalView> arrival) {}

    /**
     * The request in which an event came in, without what was secret in it; its body only when the
     * event's data is something else.
     */
    record ArrivalView(
            String method,
            String path,
            List<Header> headers,
            Optional<String> address,
            @Omitted Optional<String> bodyBase64,
            @Omitted Optional<String> keptWith) {

        static ArrivalView of(ArrivedRequest arrived) {
            return new ArrivalView(
                    arrived.method(),
                    arrived.path(),
                    arrived.headers(),
                    arrived.address(),
                    arrived.body().map(each -> Base64.getEncoder().encodeToString(each.bytes())),
                    arrived.keptWith());
        }
    }

    static EventView of(EventHead event, Firsts firsts) {
        Optional<Arrived.Head> arrived = event.arrived();
        return new EventView(
                event.id().value(),
                event.type(),
                Optional.of(event.subject()).filter(subject -> !subject.isEmpty()),
                event.occurredAt(),
                event.acceptedAt(),
                event.contentType().equals(FunctionEnvelope.MEDIA_TYPE) && arrived.isEmpty()
                        ? Event.JSON
                        : event.contentType(),
                event.size(),
                Sequence.text("", event.sequence()),
                event.origin().map(OriginView::of),
                arrived.map(_ -> event.occurredAt()),
                arrived.map(Arrived.Head::source),
                arrived.map(Arrived.Head::key).filter(key -> !key.isEmpty()),
                arrived.flatMap(from -> from.duplicateOf().stream().mapToObj(firsts::id).findAny()),
                arrived.map(Arrived.Head::superseded));
    }

    static Whole of(
            Event stored,
            Firsts firsts,
            CallCounts deliveries,
            Optional<FilterTroubles.View> filters,
            List<StartedFunctions.View> functions) {
        Event event = FunctionEnvelope.opened(stored);
        Payload payload = event.payload();
        Optional<ArrivedRequest> arrived = ArrivedRequest.of(event);
        boolean inlined =
                event.contentType().equals(Event.JSON) && JsonGrammar.accepts(payload.bytes());
        return new Whole(
                of(EventHead.of(event), firsts),
                inlined ? Optional.of(JsonSlice.all(payload.bytes())) : Optional.empty(),
                inlined
                        ? Optional.empty()
                        : Optional.of(Base64.getEncoder().encodeToString(payload.bytes())),
                deliveries,
                filters,
                functions,
                arrived.flatMap(ArrivedRequest::transformError),
                arrived.flatMap(ArrivedRequest::madeFrom),
                arrived.map(ArrivalView::of));
    }
}
