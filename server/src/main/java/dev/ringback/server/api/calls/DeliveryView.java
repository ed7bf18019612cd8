package dev.ringback.server.api.calls;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.AttemptHead;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.Spread;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.operations.FoundDelivery;
import java.net.URI;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A delivery as the API shows it. */
record DeliveryView(
        String id,
        Optional<String> event,
        Optional<String> eventType,
        Optional<String> endpoint,
        Optional<String> url,
        String state,
        int attemptCount,
        Instant createdAt,
        Optional<Instant> dueAt,
        Optional<Integer> lastStatus,
        Optional<String> lastError,
        Optional<Instant> finishedAt,
        Optional<String> reason,
        Optional<String> deliveredBy,
        Optional<String> replay) {

    /** A delivery with its attempts. */
    record WithAttempts(@Spread DeliveryView delivery, List<AttemptView> attempts) {}

    /** One attempt; the body is text when it is UTF-8, and base64 otherwise. */
    record AttemptView(
            int number,
            Instant startedAt,
            double connectMs,
            double tlsMs,
            double firstByteMs,
            double totalMs,
            Optional<Integer> status,
            Optional<String> error,
            List<Header> requestHeaders,
            List<Header> responseHeaders,
            Optional<String> responseBody,
            Optional<String> responseBodyBase64) {

        static AttemptView of(Attempt attempt) {
            Optional<String> text = utf8(attempt.responseBody());
            return new AttemptView(
                    attempt.number(),
                    attempt.startedAt(),
                    attempt.timing().connectMicros() / 1000.0,
                    attempt.timing().tlsMicros() / 1000.0,
                    attempt.timing().firstByteMicros() / 1000.0,
                    attempt.timing().totalMicros() / 1000.0,
                    Optional.of(attempt.status()).filter(status -> status != 0),
                    Optional.of(attempt.error()).filter(error -> !error.isEmpty()),
                    attempt.requestHeaders(),
                    attempt.responseHeaders(),
                    text,
                    text.isPresent()
                            ? Optional.empty()
                            : Optional.of(base64(attempt.responseBody())));
        }

        private static Optional<String> utf8(Payload payload) {
            String text = payload.text();
            return Payload.of(text).equals(payload) ? Optional.of(text) : Optional.empty();
        }

        private static String base64(Payload payload) {
            return Base64.getEncoder().encodeToString(payload.bytes());
        }
    }

    /** The view of one that was found. */
    static DeliveryView of(FoundDelivery found) {
        Call call = found.call();
        Optional<AttemptHead> last = found.last();
        return new DeliveryView(
                call.id().toString(),
                found.event().map(each -> each.id().value()),
                found.event().map(EventHead::type),
                Optional.of(call.lane())
                        .filter(lane -> !DirectWebhook.isLane(lane))
                        .map(LaneId::value),
                found.url().map(URI::toString),
                call.state().name().word(),
                call.attempts(),
                call.createdAt(),
                dueAt(call.state()),
                last.map(AttemptHead::status).filter(status -> status != 0),
                last.map(AttemptHead::error).filter(error -> !error.isEmpty()),
                finishedAt(call.state()),
                reason(call.state()),
                found.later().map(CallId::toString),
                Optional.of(call.replay()).filter(replay -> !replay.isEmpty()));
    }

    /** When a call in this state is due. */
    static Optional<Instant> dueAt(CallState state) {
        return state instanceof CallState.Waiting(Instant dueAt)
                ? Optional.of(dueAt)
                : Optional.empty();
    }

    /** When a call in this state ended. */
    static Optional<Instant> finishedAt(CallState state) {
        return switch (state) {
            case CallState.Waiting _, CallState.Running _ -> Optional.empty();
            case CallState.Succeeded(Instant at) -> Optional.of(at);
            case CallState.Dead(Instant at, String _) -> Optional.of(at);
            case CallState.Cancelled(Instant at) -> Optional.of(at);
        };
    }

    /** Why a call in this state was given up. */
    static Optional<String> reason(CallState state) {
        return state instanceof CallState.Dead(var _, String reason)
                ? Optional.of(reason)
                : Optional.empty();
    }
}
