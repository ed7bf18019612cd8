package dev.ringback.server.delivery;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.policy.RetryPolicy;
import dev.ringback.kernel.policy.RetrySchedule;
import dev.ringback.kernel.port.Kind.Prepared;
import dev.ringback.kernel.port.Kind.Settlement;
import dev.ringback.net.json.UnreadableRecordException;
import dev.ringback.server.endpoints.DirectWebhooks;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.vault.VaultException;
import java.time.Instant;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Deliveries to webhooks that jobs named. There is no readiness check, and nothing to disable: the
 * next job may name another receiver. A URL that fails or is slow has a pace of its own, so that it
 * holds up no other of its host.
 */
record DirectDeliveries(
        DirectWebhooks webhooks,
        Publisher publisher,
        OperationalEvents operational,
        Header userAgent,
        UrlPaces paces,
        DoubleSupplier jitter) {

    private static final String GONE = "its job named no webhook, or it is no longer kept";
    private static final String BUSY = "its URL fails, or has enough to do";
    private static final RetryPolicy POLICY = new RetryPolicy(RetrySchedule.STANDARD, true);

    Prepared prepare(Call call, Event event, Instant now) {
        try {
            return webhooks.find(call.project(), event.subject())
                    // A replay may have put the event into the lane of another host.
                    .filter(webhook -> webhook.lane().equals(call.lane()))
                    .map(webhook ->
                            paces.later(call.project(), webhook.url())
                                    .map(DirectDeliveries::putOff)
                                    .orElseGet(() ->
                                            Letterhead.of(webhook, userAgent).deliver(event, now)))
                    .orElseGet(() -> Prepared.Decide.refusing(GONE));
        } catch (VaultException | UnreadableRecordException e) {
            return Prepared.Decide.refusing(String.valueOf(e.getMessage()));
        }
    }

    private static Prepared putOff(Instant again) {
        return new Prepared.Decide(Settlement.of(new Outcome.Retry(again, BUSY)));
    }

    /** Sends what was prepared. */
    Reply send(Call call, Request request, Supplier<Reply> sending) {
        return paces.asking(call.project(), request.url(), sending);
    }

    Settlement settle(Call call, Event event, Reply reply, Instant now) {
        Outcome outcome = POLICY.judge(reply, call.attempts() + 1, now, jitter.getAsDouble());
        return switch (outcome) {
            case Outcome.Success _, Outcome.Retry _ -> Settlement.of(outcome);
            case Outcome.Refused(String reason) -> {
                var url = webhooks.url(call.project(), event.subject());
                Event dead = operational.directDead(url, call, event, reason, now);
                yield new Settlement(outcome, publisher.publish(List.of(dead)));
            }
        };
    }
}
