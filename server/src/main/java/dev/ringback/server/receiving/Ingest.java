package dev.ringback.server.receiving;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.sharing.Places;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.Handler;
import dev.ringback.net.http.HeadDecision;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Refusal;
import dev.ringback.net.http.Route;
import dev.ringback.protocol.providers.request.RejectReason;
import dev.ringback.server.access.Quota;
import dev.ringback.server.sources.LiveSource;
import dev.ringback.server.sources.SourceLimits;
import dev.ringback.server.sources.Sources;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The door to sources: {@code /in/TOKEN}, with whatever path and query a provider adds. By the head
 * it is decided whether the body is read.
 */
final class Ingest {

    private static final String TOKEN = "token";
    private static final List<String> METHODS = List.of("POST", "PUT", "GET", "OPTIONS");
    private static final int TOO_LARGE = RejectReason.TOO_LARGE.status();

    private final Sources sources;
    private final Receiver receiver;
    private final Senders senders;
    private final Places places;
    private final Quota quota;
    private final Clock clock;

    Ingest(
            Sources sources,
            Receiver receiver,
            Senders senders,
            Places places,
            Quota quota,
            Clock clock) {
        this.sources = sources;
        this.receiver = receiver;
        this.senders = senders;
        this.places = places;
        this.quota = quota;
        this.clock = clock;
    }

    List<Route> routes() {
        return METHODS.stream()
                .flatMap(method ->
                        Stream.of(
                                        LiveSource.PATH + "{" + TOKEN + "}",
                                        LiveSource.PATH + "{" + TOKEN + "}/{rest*}")
                                .map(pattern ->
                                        new Route(
                                                method,
                                                pattern,
                                                SourceLimits.MAX_BODY,
                                                Handler.gated(this::admit))))
                .toList();
    }

    private HeadDecision admit(HttpRequest head) {
        Instant now = clock.now();
        Optional<LiveSource> found = sources.opened(head.parameter(TOKEN), now);
        if (found.isEmpty()) {
            return new HeadDecision.Refused(Receiver.empty(404));
        }
        LiveSource live = found.get();
        Optional<Refusal> full = quota.refusal(live.source().project());
        if (full.isPresent()) {
            Refusal refusal = full.get();
            return new HeadDecision.Refused(
                    new HttpResponse.Whole(
                            refusal.status(), refusal.headers(), Receiver.empty(507).body()));
        }
        Inbound inbound = inbound(live, head, now);
        Optional<Rejections.Why> why = problem(live, head, inbound.address());
        if (why.isPresent()) {
            return refused(live, head, inbound, why.get());
        }
        return new HeadDecision.Admitted(
                Optional.of(live.source().project()),
                new HeadDecision.BodyRule(
                        live.source().intake().maxBody(),
                        true,
                        refusal -> tooLarge(live, inbound, refusal)),
                request -> seated(live, request, now));
    }

    /** What may be taken in some day is read first, if it is short enough to be kept whole. */
    private HeadDecision refused(
            LiveSource live, HttpRequest head, Inbound inbound, Rejections.Why why) {
        HttpResponse.Whole answer = Receiver.empty(why.reason().status());
        if (why.reason() == RejectReason.METHOD || announced(head) > SourceLimits.REJECTED_BODY) {
            receiver.rejectUnread(live, inbound, why.reason(), why.detail());
            return new HeadDecision.Refused(answer);
        }
        return new HeadDecision.Admitted(
                Optional.of(live.source().project()),
                new HeadDecision.BodyRule(
                        SourceLimits.REJECTED_BODY,
                        true,
                        _ -> receiver.rejectUnread(live, inbound, why.reason(), why.detail())),
                request -> {
                    Inbound whole = inbound(live, request, inbound.at());
                    receiver.reject(live, whole, why.reason(), why.detail());
                    return answer;
                });
    }

    /** How long a body is said to be, as far as that is said. */
    private static long announced(HttpRequest head) {
        return Header.first(head.headers(), "Content-Length")
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .orElse(0L);
    }

    private static Optional<Rejections.Why> problem(
            LiveSource live, HttpRequest head, Optional<InetAddress> from) {
        if (!live.source().enabled()) {
            return why(RejectReason.SOURCE_OFF, "the source is disabled");
        }
        if (!live.admits(from)) {
            String address = from.map(InetAddress::getHostAddress).orElse("an unknown address");
            return why(RejectReason.IP_NOT_ALLOWED, address + " is not among allow_ips");
        }
        if (!live.scheme().takes(head.method())) {
            return why(RejectReason.METHOD, "the provider does not send " + head.method());
        }
        return Optional.empty();
    }

    private static Optional<Rejections.Why> why(RejectReason reason, String detail) {
        return Optional.of(new Rejections.Why(reason, detail));
    }

    private void tooLarge(LiveSource live, Inbound inbound, Refusal refusal) {
        if (refusal.status() == TOO_LARGE) {
            String detail =
                    "more than the %d bytes of max_body"
                            .formatted(live.source().intake().maxBody());
            receiver.rejectUnread(live, inbound, RejectReason.TOO_LARGE, detail);
        }
    }

    /** Requests of one project must not take the places of all others. */
    private HttpResponse seated(LiveSource live, HttpRequest request, Instant now) {
        if (!places.take(live.source().project())) {
            return receiver.later(live);
        }
        try {
            return receiver.receive(live, inbound(live, request, now)).answer();
        } finally {
            places.leave(live.source().project());
        }
    }

    private Inbound inbound(LiveSource live, HttpRequest request, Instant now) {
        return Inbound.of(request, senders.base(live, request), senders.address(request), now);
    }
}
