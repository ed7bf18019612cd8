package dev.ringback.server.upstreams;

import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.policy.Breaker;
import dev.ringback.kernel.policy.BreakerPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Knows which upstreams fail again and again, from the requests that were sent. One that ails is
 * left alone for a pause, as a lane would do; then one request may see whether it is well.
 */
public final class UpstreamHealth {

    private static final BreakerPolicy POLICY = BreakerPolicy.DEFAULT;
    private static final Set<WireFault> SILENT =
            EnumSet.of(WireFault.CALLED_OFF, WireFault.NOT_SENT, WireFault.NO_ROOM);
    private static final Circuit WELL = new Circuit(Breaker.closed(), Instant.MIN);

    /**
     * What is known of one upstream.
     *
     * @param breaker open while it ails
     * @param lost when a probe of which nothing was heard counts as lost: it may be a long answer,
     *     or it may never have been sent
     */
    private record Circuit(Breaker breaker, Instant lost) {

        boolean ails(Instant now) {
            return switch (breaker) {
                case Breaker.Closed _ -> false;
                case Breaker.Open(Instant until, Duration _) -> until.isAfter(now);
                case Breaker.HalfOpen _ -> lost.isAfter(now);
            };
        }

        boolean isOpen() {
            return !(breaker instanceof Breaker.Closed);
        }
    }

    private final Supplier<Instant> now;
    private final Map<String, Circuit> circuits = new HashMap<>();

    /** All upstreams are well until something else is learned. */
    public UpstreamHealth(Supplier<Instant> now) {
        this.now = now;
    }

    /** Whether an upstream is to be left alone at this moment. */
    boolean ails(Upstream upstream) {
        return circuit(upstream).ails(now.get());
    }

    /** Whether it has failed again and again, and has not answered since. */
    boolean isOpen(Upstream upstream) {
        return circuit(upstream).isOpen();
    }

    /**
     * Whether an upstream is to be left alone. When its pause is over, whoever asks first is told
     * that it is not, and is to send it a request.
     */
    synchronized boolean ailing(Upstream upstream) {
        Instant at = now.get();
        Circuit circuit = circuits.getOrDefault(upstream.name(), WELL);
        if (circuit.ails(at)) {
            return true;
        }
        if (circuit.isOpen()) {
            Instant lost = at.plus(POLICY.longestPause());
            circuits.put(upstream.name(), new Circuit(circuit.breaker().onStart(), lost));
        }
        return false;
    }

    /**
     * Learns what came of a request; one that was called off, or not sent, says nothing.
     *
     * @return whether the upstream is to be left alone from now on
     */
    synchronized boolean replied(Upstream upstream, Reply reply) {
        Circuit circuit = circuits.getOrDefault(upstream.name(), WELL);
        Breaker next = after(reply, circuit.breaker(), now.get());
        circuits.put(upstream.name(), new Circuit(next, circuit.lost()));
        return next instanceof Breaker.Open && !(circuit.breaker() instanceof Breaker.Open);
    }

    private static Breaker after(Reply reply, Breaker breaker, Instant at) {
        if (reply instanceof Reply.Faulted faulted && SILENT.contains(faulted.fault())) {
            // It may have been the probe; then the next may be one.
            return breaker instanceof Breaker.HalfOpen ? breaker.onNothing(at) : breaker;
        }
        return Breaker.isFailure(reply) ? breaker.onFailure(POLICY, at) : breaker.onAlive();
    }

    private synchronized Circuit circuit(Upstream upstream) {
        return circuits.getOrDefault(upstream.name(), WELL);
    }
}
