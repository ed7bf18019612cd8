package dev.ringback.server.delivery;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.port.Kind.Prepared.Send;
import dev.ringback.protocol.PredictionSecret;
import dev.ringback.protocol.PredictionSignature;
import dev.ringback.protocol.StandardWebhooks;
import dev.ringback.protocol.WebhookHeaders;
import dev.ringback.protocol.WebhookSigner;
import dev.ringback.server.bridges.Bridges;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.Endpoint.SecretHeader;
import dev.ringback.server.endpoints.Format;
import dev.ringback.server.events.FunctionEnvelope;
import dev.ringback.server.vault.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parts that all deliveries to one receiver have in common, worked out once per revision:
 * parsed keys and fixed headers.
 */
final class Letterhead {

    /** How much of an answer is read; more than an attempt keeps tells nobody anything. */
    static final int RESPONSE_CAP = 64 * 1024;

    /** The bound on one attempt of a delivery to a webhook that a job named. */
    static final Duration DIRECT_TIMEOUT = Duration.ofSeconds(30);

    /** The longest id that can be signed; see {@link WebhookSigner#sign}. */
    private static final int MAX_SIGNED_ID = 256;

    private final String id;
    private final URI url;
    private final Format format;
    private final Duration timeout;
    private final Header userAgent;
    private final List<Header> extra;
    private final List<Header> extraShown;
    private final ReceiverKeys keys;

    private Letterhead(
            String id,
            URI url,
            Format format,
            Duration timeout,
            Header userAgent,
            List<SecretHeader> extra,
            ReceiverKeys keys) {
        this.id = id;
        this.url = url;
        this.format = format;
        this.timeout = timeout;
        this.userAgent = userAgent;
        this.extra = extra.stream().map(Letterhead::revealed).toList();
        this.extraShown =
                extra.stream().map(header -> new Header(header.name(), Secret.HIDDEN)).toList();
        this.keys = keys;
    }

    static Letterhead of(Endpoint endpoint, Header userAgent) {
        return new Letterhead(
                endpoint.id(),
                Bridges.address(endpoint),
                endpoint.format(),
                endpoint.timeout(),
                userAgent,
                joined(endpoint.headers(), Bridges.login(endpoint)),
                ReceiverKeys.of(endpoint));
    }

    static Letterhead of(DirectWebhook webhook, Header userAgent) {
        return new Letterhead(
                webhook.subject(),
                webhook.url(),
                webhook.format(),
                DIRECT_TIMEOUT,
                userAgent,
                List.of(),
                ReceiverKeys.of(webhook));
    }

    /** The delivery of an event, signed for this moment. */
    Send deliver(Event event, Instant now) {
        return deliver(event, now, Optional.empty());
    }

    /**
     * The delivery of an event, signed for this moment.
     *
     * @param hidden what only the wire sees
     */
    Send deliver(Event event, Instant now, Optional<Header> hidden) {
        DeliveryBody body = DeliveryBodies.of(format, FunctionEnvelope.opened(event), id);
        List<Header> own = own(event, body, now);
        List<Header> sent = extra.isEmpty() ? own : joined(own, extra);
        Request request =
                new Request(
                        "POST",
                        url,
                        hidden.map(each -> joined(sent, List.of(each))).orElse(sent),
                        body.payload(),
                        timeout,
                        RESPONSE_CAP);
        return new Send(request.forItsHead(), extra.isEmpty() ? own : joined(own, extraShown));
    }

    private List<Header> own(Event event, DeliveryBody body, Instant now) {
        String signed = signedId(event);
        long seconds = now.getEpochSecond();
        byte[] bytes = body.payload().bytes();
        List<Header> headers = new ArrayList<>(9);
        headers.add(new Header("Content-Type", body.contentType()));
        headers.add(userAgent);
        headers.add(new Header(WebhookHeaders.ID, signed));
        headers.add(new Header(WebhookHeaders.TIMESTAMP, Long.toString(seconds)));
        List<WebhookSigner> signers = ReceiverKeys.live(keys.standard(), now);
        if (!signers.isEmpty()) {
            String value = StandardWebhooks.signatureHeader(signers, signed, seconds, bytes);
            headers.add(new Header(WebhookHeaders.SIGNATURE, value));
        }
        List<PredictionSecret> secrets = ReceiverKeys.live(keys.prediction(), now);
        if (!secrets.isEmpty()) {
            String value = PredictionSignature.header(secrets, seconds, bytes);
            headers.add(new Header(WebhookHeaders.PREDICTION_SIGNATURE, value));
        }
        if (format.isInference()) {
            inference(headers, event);
        }
        if (format == Format.RAW) {
            headers.addAll(OriginalHeaders.of(event));
        }
        return headers;
    }

    private void inference(List<Header> headers, Event event) {
        headers.add(new Header(WebhookHeaders.INFERENCE_EVENT, plain(event.type())));
        headers.add(new Header(WebhookHeaders.INFERENCE_WEBHOOK_ID, id));
        if (InferenceBodies.isGeneration(event)) {
            headers.add(new Header(WebhookHeaders.INFERENCE_GENERATION_ID, printable(event)));
        } else if (InferenceBodies.isGroup(event)) {
            headers.add(new Header(WebhookHeaders.INFERENCE_GROUP_ID, printable(event)));
        }
    }

    /**
     * The event's id as receivers see it. Standard Webhooks signs {@code id.timestamp.body} and so
     * forbids full stops in ids, but producers may use them: they travel as {@code %2E}, which no
     * id contains. An id that grows too long by this travels as the one derived from the event's
     * sequence, which is as stable.
     */
    static String signedId(Event event) {
        String id = event.id().value();
        if (id.indexOf('.') < 0) {
            return id;
        }
        String escaped = id.replace(".", "%2E");
        return escaped.length() <= MAX_SIGNED_ID ? escaped : EventId.of(event.sequence()).value();
    }

    /** Subjects are any text; ids that were made here are visible ASCII and stay as they are. */
    private static String printable(Event event) {
        return plain(event.subject());
    }

    /** Names of events that SDKs send are any text, too. */
    private static String plain(String text) {
        boolean plain = text.chars().allMatch(c -> c > ' ' && c <= '~');
        return plain ? text : text.replaceAll("[^!-~]", "?");
    }

    private static Header revealed(SecretHeader header) {
        return new Header(header.name(), header.value().reveal());
    }

    private static <T> List<T> joined(List<T> one, List<T> other) {
        List<T> all = new ArrayList<>(one.size() + other.size());
        all.addAll(one);
        all.addAll(other);
        return all;
    }
}
