package dev.ringback.server.receiving;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.protocol.HeaderValues;
import dev.ringback.protocol.providers.body.Unpacking;
import dev.ringback.protocol.providers.request.InboundRequest;
import dev.ringback.server.events.ArrivedRequest;
import dev.ringback.server.receiving.Rejected.Arrival;
import dev.ringback.server.sources.LiveSource;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A request that came to a source.
 *
 * @param arrival as it looked
 * @param address where it came from
 * @param at when it came
 */
public record Inbound(Arrival arrival, Optional<InetAddress> address, Instant at) {

    /** Times a form's bytes that its fields take. */
    private static final long FIELDS = 4;

    /**
     * The request that came.
     *
     * @param base origin, and path if any, by which the sender reaches this server
     */
    static Inbound of(HttpRequest request, String base, Optional<InetAddress> from, Instant at) {
        var arrival =
                new Arrival(
                        request.method(),
                        request.target(),
                        base + request.target(),
                        request.headers(),
                        request.body());
        return new Inbound(arrival, from, at);
    }

    /** The request of an event, as it is kept: without what was secret in it. */
    static Inbound kept(Event event, ArrivedRequest arrived) {
        String target = LiveSource.PATH + "-" + arrived.path();
        var arrival =
                new Arrival(
                        arrived.method(),
                        target,
                        target,
                        arrived.headers(),
                        arrived.body().orElse(event.payload()));
        return new Inbound(
                arrival, arrived.address().flatMap(Senders::literal), event.acceptedAt());
    }

    /**
     * How many bytes are made of it while it is judged, beside its body: the fields of a form, and
     * what a packed body may unpack to.
     */
    long judging(int mostUnpacked) {
        long size = arrival.body().size();
        boolean form =
                header("Content-Type")
                        .filter(type -> type.toLowerCase(Locale.ROOT).contains("form"))
                        .isPresent();
        long unpacked = header("Content-Encoding").isPresent() ? mostUnpacked : 0;
        return (form ? FIELDS * (size + unpacked) : 0) + 2 * unpacked;
    }

    /** Its body unpacked; empty when it is not packed, or that cannot be undone. */
    Optional<Payload> unpacked(int mostUnpacked) {
        return header("Content-Encoding")
                .filter(coding -> !coding.equalsIgnoreCase("identity"))
                .flatMap(coding -> Unpacking.unpack(arrival.body().bytes(), coding, mostUnpacked))
                .map(Payload::of);
    }

    /** As its scheme judges it. */
    InboundRequest request() {
        return request(arrival);
    }

    static InboundRequest request(Arrival arrival) {
        return new InboundRequest(
                arrival.method(), arrival.url(), values(arrival.headers()), arrival.body().bytes());
    }

    private static HeaderValues values(List<Header> headers) {
        return name ->
                headers.stream()
                        .filter(each -> each.name().equalsIgnoreCase(name))
                        .map(Header::value)
                        .toList();
    }

    /** A header that came once. */
    Optional<String> header(String name) {
        return Header.first(arrival.headers(), name);
    }
}
