package dev.ringback.server.delivery;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.policy.RetryPolicy;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Kind;
import dev.ringback.kernel.port.Wire;
import dev.ringback.kernel.time.Clock;
import dev.ringback.kernel.time.Ids;
import dev.ringback.server.bridges.Bridges;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.endpoints.DirectWebhooks;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointCodec;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.events.Router;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * The kind of call that owes one event to one receiver: an endpoint, or a webhook that a job named.
 *
 * <p>What an attempt means for the endpoint is committed with the attempt: since when it fails, and
 * that it is disabled. Such a change expects the endpoint's revision; when a person's edit comes
 * first, the commit is stale, and the engine asks again with the new revision.
 */
public final class DeliveryKind implements Kind {

    private static final String DELETED = "endpoint was deleted";

    /** After it a receiver that was not ready is asked again. */
    static final Duration NOT_READY = Duration.ofSeconds(2);

    private final Wire wire;
    private final Endpoints endpoints;
    private final EndpointCodec codec;
    private final Publisher publisher;
    private final Clock clock;
    private final DoubleSupplier jitter;
    private final Letterheads letterheads;
    private final Readiness readiness;
    private final OperationalEvents operational;
    private final DirectDeliveries direct;
    private final DocumentClaims claims = new DocumentClaims();

    /**
     * Makes the kind.
     *
     * @param registry the endpoints
     * @param wire under the guard for addresses that tenants name
     * @param ids of operational events
     * @param clock of what is signed
     * @param jitter uniform in [0, 1); safe for many threads
     * @param version of Ringback, for the {@code User-Agent}
     */
    public DeliveryKind(
            Registry registry,
            Wire wire,
            Ids ids,
            Clock clock,
            DoubleSupplier jitter,
            String version) {
        Header userAgent = new Header("User-Agent", "Ringback/" + version);
        this.wire = wire;
        this.endpoints = registry.endpoints();
        this.codec = registry.codec();
        this.publisher = registry.publisher();
        this.clock = clock;
        this.jitter = jitter;
        this.letterheads = new Letterheads(userAgent);
        this.readiness = new Readiness(wire, userAgent);
        this.operational = new OperationalEvents(ids);
        this.direct =
                new DirectDeliveries(
                        registry.direct(),
                        publisher,
                        operational,
                        userAgent,
                        new UrlPaces(clock),
                        jitter);
    }

    /**
     * What the kind knows and changes of receivers.
     *
     * @param endpoints as they are
     * @param codec how they are written
     * @param direct webhooks that jobs named
     * @param publisher who is told of what goes wrong
     */
    public record Registry(
            Endpoints endpoints, EndpointCodec codec, DirectWebhooks direct, Publisher publisher) {}

    @Override
    public String name() {
        return Router.DELIVERY;
    }

    @Override
    public Reply send(Call call, Event event, Request request, Hangup hangup) {
        return DirectWebhook.isLane(call.lane())
                ? direct.send(call, request, () -> wire.send(call.project(), request, hangup))
                : wire.send(call.project(), request, hangup);
    }

    @Override
    public Prepared prepare(Call call, Event event, Instant now) {
        if (DirectWebhook.isLane(call.lane())) {
            return direct.prepare(call, event, now);
        }
        Optional<Endpoint> endpoint = endpoints.find(call.lane());
        if (endpoint.isEmpty()) {
            return Prepared.Decide.refusing(DELETED);
        }
        // The question may have taken a while, and what is signed must not be older than it is
        // sent.
        return readiness
                .check(endpoint.get())
                .<Prepared>map(this::later)
                .orElseGet(() -> deliver(endpoint.get(), event));
    }

    private Prepared deliver(Endpoint endpoint, Event event) {
        return letterheads.of(endpoint).deliver(event, clock.now(), Bridges.key(endpoint, event));
    }

    private Prepared later(String why) {
        Instant again = clock.now().plus(NOT_READY);
        return new Prepared.Decide(Settlement.of(new Outcome.Retry(again, why)));
    }

    @Override
    public Settlement settle(Call call, Event event, Reply reply, Instant now) {
        if (DirectWebhook.isLane(call.lane())) {
            return direct.settle(call, event, reply, now);
        }
        return endpoints
                .find(call.lane())
                .map(endpoint -> settle(endpoint, call, event, reply, now))
                .orElseGet(() -> Settlement.of(orphaned(reply)));
    }

    private Settlement settle(Endpoint endpoint, Call call, Event event, Reply reply, Instant now) {
        Outcome outcome = judge(endpoint, call, reply, now);
        readiness.replied(endpoint, reply);
        Change consequences = Settlement.NOTHING;
        switch (outcome) {
            case Outcome.Success _, Outcome.Retry _ -> {}
            case Outcome.Refused(String reason) -> {
                if (!OperationalEvents.isOperational(event)) {
                    Event dead = operational.deliveryDead(endpoint, call, event, reason, now);
                    consequences = announce(endpoint, dead);
                }
            }
        }
        Optional<Endpoint> next = EndpointHealth.after(endpoint, reply, outcome, now);
        return next.isPresent() && claims.take(endpoint, now)
                ? new Settlement(
                        outcome, consequences.and(changed(endpoint, next.get(), event, now)))
                : new Settlement(outcome, consequences);
    }

    private Outcome judge(Endpoint endpoint, Call call, Reply reply, Instant now) {
        boolean retryClientErrors = !endpoint.format().isInference();
        RetryPolicy policy = new RetryPolicy(endpoint.retrySchedule(), retryClientErrors);
        return policy.judge(reply, call.attempts() + 1, now, jitter.getAsDouble());
    }

    private Change changed(Endpoint before, Endpoint next, Event event, Instant now) {
        Change change = Change.put(codec.encode(next));
        if (!before.takesEvents() || OperationalEvents.isOperational(event)) {
            return change;
        }
        return EndpointHealth.reason(next)
                .map(reason -> operational.endpointDisabled(before, reason, now))
                .map(disabled -> announce(before, disabled).and(change))
                .orElse(change);
    }

    /** Tells everybody who listens, but not the endpoint that it is about: it does not answer. */
    private Change announce(Endpoint about, Event event) {
        Change all = publisher.publish(List.of(event));
        List<Call> calls =
                all.calls().stream()
                        .filter(call -> !call.lane().value().equals(about.id()))
                        .toList();
        return Change.accept(all.events(), calls)
                .and(Change.put(all.puts().toArray(Document[]::new)));
    }

    private static Outcome orphaned(Reply reply) {
        boolean delivered = reply instanceof Reply.Answered a && a.status() / 100 == 2;
        return delivered ? new Outcome.Success() : new Outcome.Refused(DELETED);
    }
}
