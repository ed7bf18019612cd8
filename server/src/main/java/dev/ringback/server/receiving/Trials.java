package dev.ringback.server.receiving;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.time.Clock;
import dev.ringback.kernel.time.Ids;
import dev.ringback.protocol.providers.Provider;
import dev.ringback.protocol.providers.Sample;
import dev.ringback.protocol.providers.request.FetchedKeys;
import dev.ringback.protocol.providers.request.InboundRequest;
import dev.ringback.protocol.providers.request.RejectReason;
import dev.ringback.server.receiving.Rejected.Arrival;
import dev.ringback.server.sources.LiveSource;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sends a source a sample of its provider, signed with the source's own secret, and has it judged
 * and taken in like any other request.
 */
public final class Trials {

    private static final Sample PLAIN =
            new Sample(
                    "POST",
                    Map.of("Content-Type", "application/json"),
                    "{\"type\":\"test\",\"id\":\"{{id}}\"}");
    private static final String OPEN = "";

    private final Receiver receiver;
    private final Clock clock;
    private final Ids ids;

    Trials(Receiver receiver, Clock clock, Ids ids) {
        this.receiver = receiver;
        this.clock = clock;
        this.ids = ids;
    }

    /** What came of a trial. */
    public sealed interface Trial {

        /** It was sent. */
        record Sent(int status, Optional<String> event) implements Trial {}

        /** Nobody here can sign it; says why. */
        record Unsigned(String why) implements Trial {}
    }

    /** Sends a sample. */
    public Trial send(LiveSource live, String base) {
        Instant now = clock.now();
        Optional<String> secret =
                live.trust(now, FetchedKeys.none()).secrets().stream().findFirst();
        if (secret.isEmpty() && live.scheme().needsSecret()) {
            return new Trial.Unsigned("the source has no secret that holds to sign a sample with");
        }
        String url = live.url(base);
        return live.scheme()
                .sign(
                        live.provider().map(Provider::sample).orElse(PLAIN),
                        url,
                        secret.orElse(OPEN),
                        live.context(),
                        now,
                        "test_" + Long.toString(ids.next(), 36))
                .map(signed -> sent(live, signed, now))
                .orElseGet(() ->
                        new Trial.Unsigned(
                                "only the provider can sign its requests, or the context lacks"
                                        + " what says how; have it send a test"));
    }

    private Trial sent(LiveSource live, InboundRequest signed, Instant now) {
        if (!live.source().enabled()) {
            return new Trial.Sent(RejectReason.SOURCE_OFF.status(), Optional.empty());
        }
        Receiver.Received received = receiver.receive(live, inbound(signed, now));
        return new Trial.Sent(
                received.answer().status(), received.event().map(event -> event.id().value()));
    }

    private static Inbound inbound(InboundRequest signed, Instant at) {
        URI url = URI.create(signed.url());
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        List<Header> headers =
                signed.headers().names().stream()
                        .flatMap(name ->
                                signed.headers().named(name).stream()
                                        .map(value -> new Header(name, value)))
                        .toList();
        var arrival =
                new Arrival(
                        signed.method(),
                        url.getRawPath() + query,
                        signed.url(),
                        headers,
                        Payload.of(signed.body()));
        return new Inbound(arrival, Optional.empty(), at);
    }
}
