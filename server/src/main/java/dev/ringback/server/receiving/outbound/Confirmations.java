package dev.ringback.server.receiving.outbound;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.RetryPolicy;
import dev.ringback.kernel.policy.RetrySchedule;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Kind;
import dev.ringback.kernel.port.Wire;
import dev.ringback.kernel.time.Ids;
import dev.ringback.server.events.InternalEvents;
import dev.ringback.server.events.MadeBy;
import dev.ringback.server.sources.Source;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * The kind of call that asks for what a challenge wants to have asked for, so that its provider
 * begins to send. The provider is answered once the call is on disk.
 *
 * @param wire under the guard for addresses that tenants name
 * @param jitter uniform in [0, 1); safe for many threads
 */
public record Confirmations(Wire wire, DoubleSupplier jitter) implements Kind {

    private static final String NAME = "confirmation";
    private static final String TYPE = InternalEvents.type(NAME);
    private static final String LANES = "confirmation:";
    private static final Duration DEADLINE = Duration.ofSeconds(15);
    private static final int EXCERPT = 4_096;
    private static final RetryPolicy POLICY = new RetryPolicy(RetrySchedule.STANDARD, true);
    private static final LanePolicy LANE =
            new LanePolicy(2, 0, LanePolicy.Ordering.NONE, false, BreakerPolicy.DEFAULT);

    /** The change that has a URL asked for. */
    public static Change change(Source source, URI url, Instant now, Ids ids) {
        long sequence = ids.next();
        var event =
                new Event(
                        sequence,
                        source.project(),
                        EventId.of(sequence),
                        TYPE,
                        source.id(),
                        now,
                        now,
                        "text/plain",
                        Payload.of(url.toString()));
        var lane = new LaneId(LANES + source.id());
        var id = new CallId(ids.next());
        Call call = Call.of(id, source.project(), NAME, lane, sequence, now);
        return Change.accept(List.of(event.from(MadeBy.SERVER)), List.of(call));
    }

    /** How the lanes of such calls run; empty for others. */
    public static Optional<LanePolicy> policy(LaneId lane) {
        return lane.value().startsWith(LANES) ? Optional.of(LANE) : Optional.empty();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Prepared prepare(Call call, Event event, Instant now) {
        URI url = URI.create(event.payload().text());
        var request = new Request("GET", url, List.of(), Payload.EMPTY, DEADLINE, EXCERPT);
        return new Prepared.Send(request, List.of());
    }

    @Override
    public Reply send(Call call, Event event, Request request, Hangup hangup) {
        return wire.send(call.project(), request, hangup);
    }

    @Override
    public Settlement settle(Call call, Event event, Reply reply, Instant now) {
        return Settlement.of(POLICY.judge(reply, call.attempts() + 1, now, jitter.getAsDouble()));
    }
}
