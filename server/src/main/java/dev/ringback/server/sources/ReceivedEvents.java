package dev.ringback.server.sources;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Origin;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonGrammar;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.request.EventFacts;
import dev.ringback.server.events.ArrivedRequest;
import dev.ringback.server.sources.Rejected.Arrival;
import java.net.InetAddress;
import java.time.Instant;
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

    /** The event of a request: its payload is the body as it came. */
    static Event of(
            LiveSource live, Inbound inbound, EventFacts facts, long sequence, Instant now) {
        Source source = live.source();
        return new Event(
                        sequence,
                        source.project(),
                        EventId.of(sequence),
                        live.type(facts),
                        facts.subject().map(ReceivedEvents::subject).orElse(""),
                        facts.occurredAt().orElse(inbound.at()),
                        now,
                        contentType(inbound),
                        inbound.arrival().body())
                .through(
                        new Origin(
                                source.id(),
                                facts.idempotencyKey().orElse(""),
                                OptionalLong.empty(),
                                false,
                                arrival(live, inbound)));
    }

    /** How it arrived, without what is secret; its body is the payload. */
    private static Payload arrival(LiveSource live, Inbound inbound) {
        Arrival arrival = inbound.arrival();
        List<String> secrets = live.secrets();
        var arrived =
                new ArrivedRequest(
                        arrival.method(),
                        Redaction.path(arrival, secrets),
                        Redaction.headers(arrival, secrets),
                        inbound.address().map(InetAddress::getHostAddress),
                        Optional.empty());
        return arrived.write();
    }

    /** The same event, of which an earlier one told already. */
    static Event repeating(Event event, OptionalLong first) {
        Origin from = event.origin().orElseThrow();
        return event.through(
                new Origin(from.source(), from.key(), first, from.superseded(), from.arrival()));
    }

    /** JSON by whatever name is JSON, so that filters see into it and lists show it. */
    private static String contentType(Inbound inbound) {
        String named = inbound.header("Content-Type").orElse("").strip();
        String type = named.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        boolean maybe =
                type.isEmpty()
                        || type.equals(Event.JSON)
                        || type.endsWith("+json")
                        || type.equals("text/plain");
        if (maybe && JsonGrammar.accepts(inbound.arrival().body().bytes())) {
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
