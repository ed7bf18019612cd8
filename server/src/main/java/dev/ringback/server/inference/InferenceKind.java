package dev.ringback.server.inference;

import dev.ringback.kernel.Call;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.Hangup;
import dev.ringback.kernel.Kind;
import dev.ringback.kernel.Outcome;
import dev.ringback.kernel.Payload;
import dev.ringback.kernel.Reply;
import dev.ringback.kernel.Request;
import dev.ringback.kernel.RetryPolicy;
import dev.ringback.kernel.RetrySchedule;
import dev.ringback.kernel.Timing;
import dev.ringback.kernel.Wire;
import dev.ringback.kernel.WireFault;
import dev.ringback.server.inference.Generation.End;
import dev.ringback.server.upstreams.Choice;
import dev.ringback.server.upstreams.UpstreamRequests;
import dev.ringback.server.upstreams.Upstreams;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The kind of call that asks an upstream for a chat completion. Its event holds the client's
 * request; when it ends, the event {@code generation.completed} is committed with its last attempt.
 */
public final class InferenceKind implements Kind {

    /** The word for it. */
    public static final String NAME = "inference";

    /** Type of the events that hold the requests. */
    public static final String REQUESTED = "inference.requested";

    /**
     * The usual retries: a model server that restarts or is full is back within minutes; a request
     * that it finds wrong stays wrong.
     */
    public static final RetryPolicy RETRIES =
            new RetryPolicy(
                    new RetrySchedule(
                            List.of(
                                    Duration.ofSeconds(2),
                                    Duration.ofSeconds(8),
                                    Duration.ofSeconds(30),
                                    Duration.ofMinutes(2),
                                    Duration.ofMinutes(10)),
                            0.1),
                    false);

    private final Wire wire;
    private final Upstreams upstreams;
    private final Completions completions;
    private final RetryPolicy retries;
    private final RandomGenerator random;

    /**
     * Wires.
     *
     * @param wire not under the guard for tenants' addresses: an operator may well have the model
     *     server next door
     * @param retries when an upstream is asked again
     * @param random for the jitter
     */
    public InferenceKind(
            Wire wire,
            Upstreams upstreams,
            Completions completions,
            RetryPolicy retries,
            RandomGenerator random) {
        this.wire = wire;
        this.upstreams = upstreams;
        this.completions = completions;
        this.retries = retries;
        this.random = random;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Reply send(Call call, Request request, Hangup hangup) {
        return wire.send(request, hangup);
    }

    /**
     * {@inheritDoc} An upstream that is no longer configured is not ready: it may be a slip that is
     * soon mended, and if not, the client is told like of any other failure.
     */
    @Override
    public Prepared prepare(Call call, Event event, Instant now) {
        ChatRequest chat = ChatRequest.accepted(event.payload());
        Optional<Choice> choice = upstreams.behind(call.lane(), chat.model());
        if (choice.isEmpty()) {
            String name = call.lane().value().substring(Upstreams.LANE_PREFIX.length());
            return new Prepared.Unready(
                    new Reply.Faulted(
                            WireFault.CONNECT_FAILED,
                            "none is configured under the name " + name,
                            Timing.NONE));
        }
        Payload body = chat.forUpstream(choice.get().model(), false);
        Request request =
                UpstreamRequests.post(choice.get().upstream(), "/chat/completions", body, false);
        return new Prepared.Send(request, UpstreamRequests.shown(request));
    }

    @Override
    public Settlement settle(Call call, Event event, Reply reply, Instant now) {
        Outcome judged = retries.judge(reply, call.attempts() + 1, now, random.nextDouble());
        return switch (judged) {
            case Outcome.Success _ -> ended(event, reply, UpstreamReplies.end(reply, now), now);
            case Outcome.Retry(Instant at, String why) ->
                    Settlement.of(new Outcome.Retry(at, UpstreamReplies.described(why, reply)));
            case Outcome.Refused(String reason) -> {
                var end = new End.Failed(UpstreamReplies.described(reason, reply), now);
                yield ended(event, reply, end, now);
            }
        };
    }

    private Settlement ended(Event event, Reply reply, End end, Instant now) {
        Instant dispatchedAt =
                now.minus(reply.timing().totalMicros(), ChronoUnit.MICROS)
                        .truncatedTo(ChronoUnit.MILLIS);
        var generation =
                new Generation(
                        event.subject(),
                        ChatRequest.accepted(event.payload()),
                        event.acceptedAt(),
                        Optional.of(dispatchedAt),
                        Optional.empty(),
                        end);
        Outcome outcome =
                end instanceof End.Failed(String reason, Instant _)
                        ? new Outcome.Refused(reason)
                        : new Outcome.Success();
        return new Settlement(outcome, completions.announced(event.project(), generation, now));
    }
}
