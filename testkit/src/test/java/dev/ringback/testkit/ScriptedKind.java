package dev.ringback.testkit;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.policy.RetryPolicy;
import dev.ringback.kernel.policy.RetrySchedule;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Kind;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;

/** A kind whose peer does what a test says, and which writes down what was sent. */
final class ScriptedKind implements Kind {

    static final String NAME = "scripted";

    private static final RetrySchedule SCHEDULE =
            new RetrySchedule(List.of(Duration.ofSeconds(5), Duration.ofMinutes(5)), 0);
    private static final RetryPolicy POLICY = new RetryPolicy(SCHEDULE, true);

    private final ConcurrentLinkedQueue<CallId> sent = new ConcurrentLinkedQueue<>();
    private final AtomicInteger sentSoFar = new AtomicInteger();
    private final Map<String, Call> calls = new ConcurrentHashMap<>();
    private final Map<CallId, AtomicInteger> underWay = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<CallId> twiceAtOnce = new ConcurrentLinkedQueue<>();
    private volatile BiFunction<Call, Hangup, Reply> peer = (_, _) -> answered(200);
    private volatile BiFunction<Call, Reply, Change> consequences = (_, _) -> Settlement.NOTHING;
    private volatile Function<Call, Optional<Prepared>> instead = _ -> Optional.empty();
    private volatile BiFunction<Call, CallState, Change> ended = (_, _) -> Settlement.NOTHING;
    private volatile boolean keepsBodies;

    static Reply answered(int status) {
        return new Reply.Answered(status, List.of(), Payload.of("ok"), false, Timing.NONE);
    }

    /** What the peer answers from now on; it may block. */
    ScriptedKind peer(Function<Call, Reply> next) {
        return line((call, _) -> next.apply(call));
    }

    /** What the peer answers from now on, or what hanging up does. */
    ScriptedKind line(BiFunction<Call, Hangup, Reply> next) {
        peer = next;
        return this;
    }

    /** What follows from now on when a call is cancelled or given up. */
    ScriptedKind ended(BiFunction<Call, CallState, Change> next) {
        ended = next;
        return this;
    }

    /** From now on what follows from a reply holds its body. */
    ScriptedKind keepingBodies() {
        keepsBodies = true;
        return this;
    }

    /** What follows from a reply from now on. */
    ScriptedKind consequences(BiFunction<Call, Reply, Change> next) {
        consequences = next;
        return this;
    }

    /** What is prepared in place of a request from now on. */
    ScriptedKind instead(Function<Call, Optional<Prepared>> next) {
        instead = next;
        return this;
    }

    /** A peer that never answers: the request ends when somebody hangs up. */
    static Reply untilHungUp(Call call, Hangup hangup) {
        var hungUp = new CountDownLatch(1);
        hangup.by(hungUp::countDown);
        Eventually.open("hungUp", hungUp);
        return new Reply.Faulted(WireFault.CALLED_OFF, "request was called off", Timing.NONE);
    }

    /** A peer that answers only after the latch is open. */
    static Function<Call, Reply> after(CountDownLatch latch, int status) {
        return _ -> {
            Eventually.open("latch", latch);
            return answered(status);
        };
    }

    int sentSoFar() {
        return sentSoFar.get();
    }

    List<CallId> sent() {
        return List.copyOf(sent);
    }

    List<CallId> twiceAtOnce() {
        return List.copyOf(twiceAtOnce);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Reply send(Call call, Event event, Request request, Hangup hangup) {
        return exchange(Objects.requireNonNull(calls.get(request.body().text())), hangup);
    }

    @Override
    public Prepared prepare(Call call, Event event, Instant now) {
        calls.put(call.id().toString(), call);
        return instead.apply(call).orElseGet(() -> request(call));
    }

    @Override
    public Change ended(Call call, Event event, CallState end, Instant now) {
        return ended.apply(call, end);
    }

    @Override
    public boolean keepsBodies() {
        return keepsBodies;
    }

    private Reply exchange(Call call, Hangup hangup) {
        var now = underWay.computeIfAbsent(call.id(), _ -> new AtomicInteger());
        if (now.incrementAndGet() > 1) {
            twiceAtOnce.add(call.id());
        }
        sent.add(call.id());
        sentSoFar.incrementAndGet();
        try {
            return peer.apply(call, hangup);
        } finally {
            now.decrementAndGet();
        }
    }

    @Override
    public Settlement settle(Call call, Event event, Reply reply, Instant now) {
        var outcome = POLICY.judge(reply, call.attempts() + 1, now, 0.5);
        return new Settlement(outcome, consequences.apply(call, reply));
    }

    private static Prepared request(Call call) {
        return new Prepared.Send(
                new Request(
                        "POST",
                        URI.create("http://peer.example/"),
                        List.of(),
                        Payload.of(call.id().toString()),
                        Duration.ofSeconds(1),
                        Attempt.EXCERPT),
                List.of(new Header("x-shown", "yes")));
    }
}
