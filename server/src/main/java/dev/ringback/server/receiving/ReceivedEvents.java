package dev.ringback.server.receiving;

import dev.ringback.kernel.model.Arrived;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonGrammar;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.request.EventFacts;
import dev.ringback.server.events.ArrivedRequest;
import dev.ringback.server.events.ReservedTypes;
import dev.ringback.server.receiving.Rejected.Arrival;
import dev.ringback.server.sources.LiveSource;
import dev.ringback.server.sources.Source;
import dev.ringback.server.transforms.Transformed.MadeEvent;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes the events of requests that were verified. */
final class ReceivedEvents {

    private static final String UNKNOWN = "application/octet-stream";

    /** Characters of a subject that travels in a header. */
    private static final int SUBJECT = 256;

    private static final int MEDIA_TYPE = 200;

    private ReceivedEvents() {}

    /** The event of a request: its payload is the body, unpacked if it was packed. */
    static Event of(
            LiveSource live, Inbound inbound, EventFacts facts, long sequence, Instant now) {
        Source source = live.source();
        Payload body = inbound.arrival().body();
        Optional<Payload> unpacked = inbound.unpacked(source.intake().maxBody());
        Payload readable = unpacked.orElse(body);
        ArrivedRequest arrived = arrived(live, inbound);
        ArrivedRequest kept = unpacked.isPresent() ? arrived.with(body) : arrived;
        return new Event(
                        sequence,
                        source.project(),
                        EventId.of(sequence),
                        type(live, facts),
                        facts.subject().map(ReceivedEvents::subject).orElse(""),
                        facts.occurredAt().orElse(inbound.at()),
                        now,
                        contentType(inbound, readable),
                        readable)
                .from(
                        new Arrived(
                                source.id(),
                                facts.idempotencyKey().orElse(""),
                                OptionalLong.empty(),
                                false,
                                kept.write()));
    }

    /** A sender has no word that means what only the server says. */
    private static String type(LiveSource live, EventFacts facts) {
        String word = live.type(facts);
        return ReservedTypes.is(word) && live.source().upstream().isEmpty()
                ? LiveSource.RECEIVED
                : word;
    }

    /** One of the events that a transform made of a request. */
    record Part(MadeEvent made, int number, int of) {}

    /**
     * An event that a transform made.
     *
     * @param plain the event of the request as it came
     * @param first the first that was made of the same request, with which the body is kept
     */
    static Event transformed(
            Part part, Event plain, LiveSource live, Inbound inbound, Optional<Event> first) {
        MadeEvent made = part.made();
        Arrived origin = plain.arrived().orElseThrow();
        ArrivedRequest arrived = arrived(live, inbound);
        ArrivedRequest kept =
                first.map(each -> arrived.keptWith(each.id().value()))
                        .orElseGet(() -> arrived.with(inbound.arrival().body()));
        return new Event(
                        plain.sequence(),
                        plain.project(),
                        plain.id(),
                        made.type().name(),
                        plain.subject(),
                        made.at().orElse(plain.occurredAt()),
                        plain.acceptedAt(),
                        Event.JSON,
                        made.data())
                .from(
                        new Arrived(
                                origin.source(),
                                key(part, origin.key()),
                                OptionalLong.empty(),
                                origin.superseded(),
                                kept.write()));
    }

    /** Events of one request have keys that differ. */
    private static String key(Part part, String ofRequest) {
        Optional<String> own = part.made().id();
        if (own.isPresent()) {
            return own.get();
        }
        return part.of() == 1 || ofRequest.isEmpty() ? ofRequest : ofRequest + "#" + part.number();
    }

    /** The event of a request of which the transform could make nothing, with the error. */
    static Event failed(Event plain, String error) {
        Arrived origin = plain.arrived().orElseThrow();
        return plain.from(
                new Arrived(
                        origin.source(),
                        origin.key(),
                        origin.duplicateOf(),
                        origin.superseded(),
                        ArrivedRequest.of(plain).orElseThrow().failing(error).write()));
    }

    /** How it arrived, without what is secret; its body is the payload. */
    private static ArrivedRequest arrived(LiveSource live, Inbound inbound) {
        Arrival arrival = inbound.arrival();
        List<String> secrets = live.secrets();
        return new ArrivedRequest(
                arrival.method(),
                Redaction.path(arrival, secrets),
                Redaction.headers(arrival, secrets),
                inbound.address().map(InetAddress::getHostAddress),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * The events that a version of a transform made of an earlier request, under names that follow
     * from both: when they are made again, the store knows them.
     *
     * @param request the event as which it came in
     */
    static List<Event> anew(List<Event> made, Event request, int version) {
        List<Event> named = new ArrayList<>(made.size());
        for (Event each : made) {
            Arrived from = each.arrived().orElseThrow();
            ArrivedRequest plain =
                    ArrivedRequest.of(each).orElseThrow().madeFrom(request.id().value());
            ArrivedRequest arrived =
                    named.isEmpty() ? plain : plain.keptWith(named.getFirst().id().value());
            named.add(
                    new Event(
                                    each.sequence(),
                                    each.project(),
                                    idAnew(request, version, named.size()),
                                    each.type(),
                                    each.subject(),
                                    each.occurredAt(),
                                    each.acceptedAt(),
                                    each.contentType(),
                                    each.payload())
                            .from(
                                    new Arrived(
                                            from.source(),
                                            from.key(),
                                            from.duplicateOf(),
                                            from.superseded(),
                                            arrived.write())));
        }
        return named;
    }

    /** The name of one of the events that a version of a transform makes of an earlier request. */
    static EventId idAnew(Event request, int version, int number) {
        return new EventId("anew:%s:%d:%d".formatted(request.id().value(), version, number));
    }

    /** The same event, after a later one of its subject. */
    static Event superseded(Event event) {
        Arrived from = event.arrived().orElseThrow();
        return event.from(
                new Arrived(from.source(), from.key(), from.duplicateOf(), true, from.arrival()));
    }

    /** The same event, of which an earlier one told already. */
    static Event repeating(Event event, OptionalLong first) {
        Arrived from = event.arrived().orElseThrow();
        return event.from(
                new Arrived(from.source(), from.key(), first, from.superseded(), from.arrival()));
    }

    /** JSON by whatever name is JSON, so that filters see into it and lists show it. */
    private static String contentType(Inbound inbound, Payload body) {
        String named = inbound.header("Content-Type").orElse("").strip();
        String type = named.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        boolean maybe =
                type.isEmpty()
                        || type.equals(Event.JSON)
                        || type.endsWith("+json")
                        || type.equals("text/plain");
        if (maybe && JsonGrammar.accepts(body.bytes())) {
            return Event.JSON;
        }
        boolean sane = !named.isEmpty() && named.length() <= MEDIA_TYPE;
        return sane && named.chars().allMatch(c -> c >= ' ' && c < 127) ? named : UNKNOWN;
    }

    private static String subject(String given) {
        boolean readable =
                given.codePoints()
                        .noneMatch(each ->
                                Character.isISOControl(each)
                                        || Character.getType(each) == Character.SURROGATE);
        return readable && given.length() <= SUBJECT
                ? given
                : "sha256:" + Digests.sha256Hex(Digests.utf8(given));
    }
}
