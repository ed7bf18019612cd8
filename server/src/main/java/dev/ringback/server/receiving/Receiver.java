package dev.ringback.server.receiving;

import dev.ringback.kernel.memory.NoRoomException;
import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.time.Ids;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.protocol.providers.NearMiss;
import dev.ringback.protocol.providers.Scheme;
import dev.ringback.protocol.providers.request.EventFacts;
import dev.ringback.protocol.providers.request.FetchedKeys;
import dev.ringback.protocol.providers.request.Judgement;
import dev.ringback.protocol.providers.request.RejectReason;
import dev.ringback.protocol.providers.request.Trust;
import dev.ringback.server.receiving.RequestOutcomes.Outcome;
import dev.ringback.server.receiving.outbound.Confirmations;
import dev.ringback.server.receiving.outbound.FetchedKeySets;
import dev.ringback.server.sources.LiveSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Receives a request of a source: verifies it, answers challenges, takes events in, and keeps what
 * is rejected. What the sender is told does not say which check failed.
 */
final class Receiver {

    /** Key sets, certificates; no provider has more than two places for them. */
    private static final int MOST_FETCHES = 4;

    private final FetchedKeySets keys;
    private final Taking taking;
    private final Rejections rejections;
    private final Commits commits;
    private final Ids ids;
    private final RequestOutcomes outcomes;

    Receiver(
            FetchedKeySets keys,
            Taking taking,
            Rejections rejections,
            Commits commits,
            Ids ids,
            RequestOutcomes outcomes) {
        this.keys = keys;
        this.taking = taking;
        this.rejections = rejections;
        this.commits = commits;
        this.ids = ids;
        this.outcomes = outcomes;
    }

    /**
     * What became of a request.
     *
     * @param answer what the sender is told
     * @param event what was stored of it
     */
    record Received(HttpResponse.Whole answer, Optional<Event> event) {}

    /** Receives a request. Throws a {@link NoRoomException} where there is no room to judge it. */
    Received receive(LiveSource live, Inbound inbound) {
        return switch (begin(live, inbound)) {
            case BegunRequest.Ready(Taking.Prepared.Ready events) -> finish(events);
            case BegunRequest.Ended(Received received) -> received;
        };
    }

    /** Does all but commit the events of a request. */
    BegunRequest begin(LiveSource live, Inbound inbound) {
        RoomOfThread.take(inbound.judging(live.source().intake().maxBody()));
        return switch (judge(live, inbound, each -> each)) {
            case Judgement.NeedsKeys _ -> ended(later(live));
            case Judgement.Verified(EventFacts facts, int _) -> verified(live, inbound, facts);
            case Judgement.Answered challenge -> ended(challenged(live, inbound, challenge));
            case Judgement.Rejected(RejectReason reason, int status, String detail) -> {
                reject(live, inbound, new Rejections.Why(reason, detail));
                yield ended(empty(status));
            }
        };
    }

    private static BegunRequest ended(HttpResponse.Whole answer) {
        return new BegunRequest.Ended(answered(answer));
    }

    /** Commits the events of a request. */
    Received finish(Taking.Prepared.Ready ready) {
        return told(ready.live(), ready.inbound(), taking.commit(ready));
    }

    /** Commits the events of several requests of one source, see {@link Taking}. */
    Committed finishTogether(List<Taking.Prepared.Ready> all) {
        Committed result = taking.commitTogether(all);
        if (result instanceof Committed.Done) {
            all.forEach(each -> ended(each.live(), Outcome.ACCEPTED));
        }
        return result;
    }

    /**
     * Judges a request as of the moment at which it came, with the keys that have to be fetched for
     * that.
     *
     * @param trusting changes what is trusted
     * @return {@code NeedsKeys} where they cannot be had at the moment
     */
    Judgement judge(LiveSource live, Inbound inbound, UnaryOperator<Trust> trusting) {
        FetchedKeys known = FetchedKeys.none();
        Judgement judgement = judge(live, inbound, trusting, known);
        for (int i = 0; i < MOST_FETCHES && judgement instanceof Judgement.NeedsKeys needs; i++) {
            var more = keys.with(known, needs.request(), live.source().project());
            if (more.isEmpty()) {
                return judgement;
            }
            known = more.get();
            judgement = judge(live, inbound, trusting, known);
        }
        return judgement;
    }

    private static Judgement judge(
            LiveSource live, Inbound inbound, UnaryOperator<Trust> trusting, FetchedKeys known) {
        Trust trust = trusting.apply(live.trust(inbound.at(), known));
        return live.scheme().judge(trust, inbound.request(), inbound.at());
    }

    /**
     * What a request is about that may come so, is verified, and of a type that the source takes.
     *
     * @param trusting changes what is trusted
     */
    Optional<EventFacts> allowed(LiveSource live, Inbound inbound, UnaryOperator<Trust> trusting) {
        return live.isOpenTo(inbound.arrival().method(), inbound.address())
                        && judge(live, inbound, trusting)
                                instanceof Judgement.Verified(var facts, int _)
                        && live.takes(live.type(facts), facts)
                ? Optional.of(facts)
                : Optional.empty();
    }

    /** Takes in what was rejected before, when it is allowed now; rejects nothing. */
    boolean takesAfterAll(LiveSource live, Inbound inbound) {
        Optional<EventFacts> facts = allowed(live, inbound, each -> each);
        if (facts.isEmpty()) {
            return false;
        }
        return switch (taking.take(live, inbound, facts.get())) {
            case Taking.Taken.Stored _, Taking.Taken.Dropped _ -> true;
            case Taking.Taken.Unfit _, Taking.Taken.Forged _, Taking.Taken.Refused _ -> false;
        };
    }

    private static Received answered(HttpResponse.Whole answer) {
        return new Received(answer, Optional.empty());
    }

    private BegunRequest verified(LiveSource live, Inbound inbound, EventFacts facts) {
        String type = live.type(facts);
        if (!live.takes(type, facts)) {
            reject(live, inbound, RejectReason.TYPE_NOT_ALLOWED, "events of the type " + type);
            // It was sent as agreed: a refusal would make the provider repeat it, and give up.
            return ended(accepted(live));
        }
        return switch (taking.prepare(live, inbound, facts)) {
            case Taking.Prepared.Ready ready -> new BegunRequest.Ready(ready);
            case Taking.Prepared.Ended(Taking.Taken taken) ->
                    new BegunRequest.Ended(told(live, inbound, taken));
        };
    }

    /** What the sender is told of what became of a request that was verified. */
    private Received told(LiveSource live, Inbound inbound, Taking.Taken taken) {
        return switch (taken) {
            case Taking.Taken.Stored(Event event) -> {
                ended(live, isDuplicate(event) ? Outcome.DUPLICATE : Outcome.ACCEPTED);
                yield new Received(accepted(live), Optional.of(event));
            }
            case Taking.Taken.Dropped _ -> {
                ended(live, Outcome.DROPPED);
                yield answered(accepted(live));
            }
            case Taking.Taken.Unfit(String detail) -> {
                reject(live, inbound, RejectReason.SCHEMA, detail);
                yield answered(empty(RejectReason.SCHEMA.status()));
            }
            case Taking.Taken.Forged _ -> {
                RejectReason reason = RejectReason.SIGNATURE_DIFFERS;
                String detail = "what the provider signs once came before, with another event";
                reject(live, inbound, reason, detail);
                yield answered(empty(reason.status()));
            }
            case Taking.Taken.Refused _ -> answered(later(live));
        };
    }

    private HttpResponse.Whole challenged(
            LiveSource live, Inbound inbound, Judgement.Answered challenge) {
        if (challenge.confirm().isPresent()) {
            Change change =
                    Confirmations.change(
                            live.source(), challenge.confirm().get(), inbound.at(), ids);
            if (!(commits.commit(change) instanceof Committed.Done)) {
                return later(live);
            }
        }
        ended(live, Outcome.CHALLENGE);
        List<Header> headers =
                challenge.headers().entrySet().stream()
                        .map(each -> new Header(each.getKey(), each.getValue()))
                        .toList();
        Payload body = Payload.of(challenge.body());
        return new HttpResponse.Whole(challenge.status(), headers, body);
    }

    /** Keeps one that was refused before it was judged, or after. */
    void reject(LiveSource live, Inbound inbound, RejectReason reason, String detail) {
        long size = inbound.arrival().body().size();
        keep(live, inbound, new Rejections.Why(reason, detail), size, Optional::empty);
    }

    /** Keeps one whose body was not read, or not to its end. */
    void rejectUnread(LiveSource live, Inbound inbound, RejectReason reason, String detail) {
        keep(live, inbound, new Rejections.Why(reason, detail), -1, Optional::empty);
    }

    private void reject(LiveSource live, Inbound inbound, Rejections.Why why) {
        long size = inbound.arrival().body().size();
        keep(live, inbound, why, size, () -> near(live, inbound));
    }

    private void keep(
            LiveSource live,
            Inbound inbound,
            Rejections.Why why,
            long size,
            Supplier<Optional<String>> near) {
        ended(live, why.reason().word());
        rejections.add(live.source(), why, inbound.arrival(), size, inbound.address(), near);
    }

    private static Optional<String> near(LiveSource live, Inbound inbound) {
        Trust trust = live.trust(inbound.at(), FetchedKeys.none());
        return live.scheme()
                .nearMiss(trust, inbound.request(), inbound.at(), live.earlier(inbound.at()))
                .map(NearMiss::words);
    }

    private static HttpResponse.Whole accepted(LiveSource live) {
        Scheme.Reply reply = live.scheme().accepted();
        return new HttpResponse.Whole(reply.status(), type(reply.body()), Payload.of(reply.body()));
    }

    private static List<Header> type(String body) {
        if (body.isEmpty()) {
            return List.of();
        }
        String type =
                switch (body.charAt(0)) {
                    case '<' -> "text/xml";
                    case '{', '[' -> "application/json";
                    default -> "text/plain";
                };
        return List.of(new Header("Content-Type", type));
    }

    static HttpResponse.Whole empty(int status) {
        return new HttpResponse.Whole(status, List.of(), Payload.EMPTY);
    }

    private static boolean isDuplicate(Event event) {
        return event.arrived().filter(from -> from.duplicateOf().isPresent()).isPresent();
    }

    private void ended(LiveSource live, Outcome outcome) {
        ended(live, outcome.name().toLowerCase(Locale.ROOT));
    }

    private void ended(LiveSource live, String outcome) {
        outcomes.ended(live.source().trust().provider(), outcome);
    }

    /** The sender is to try again. */
    HttpResponse.Whole later(LiveSource live) {
        ended(live, Outcome.LATER);
        return new HttpResponse.Whole(503, List.of(new Header("Retry-After", "1")), Payload.EMPTY);
    }
}
