package dev.ringback.server.delivery;

import dev.ringback.kernel.Event;
import dev.ringback.kernel.EventId;
import dev.ringback.kernel.Header;
import dev.ringback.kernel.Kind.Prepared.Send;
import dev.ringback.kernel.Request;
import dev.ringback.protocol.SigningKey;
import dev.ringback.protocol.StandardWebhooks;
import dev.ringback.protocol.SymmetricKey;
import dev.ringback.protocol.WebhookHeaders;
import dev.ringback.protocol.WebhookSigner;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.Endpoint.RotatingSecret;
import dev.ringback.server.endpoints.Endpoint.SecretHeader;
import dev.ringback.server.endpoints.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What all deliveries to one endpoint have in common, worked out once per revision: parsed keys and
 * fixed headers.
 */
final class Letterhead {

    /** How much of an answer is read; more than an attempt keeps tells nobody anything. */
    static final int RESPONSE_CAP = 64 * 1024;

    /** The longest id that can be signed; see {@link WebhookSigner#sign}. */
    private static final int MAX_SIGNED_ID = 256;

    private final Endpoint endpoint;
    private final Header userAgent;
    private final List<Header> extra;
    private final List<Header> extraShown;
    private final List<Key> keys;
    private final List<WebhookSigner> signers;
    private final boolean overlapping;

    /** A key, and when it is no longer used. */
    private record Key(WebhookSigner signer, Instant until) {}

    Letterhead(Endpoint endpoint, Header userAgent) {
        this.endpoint = endpoint;
        this.userAgent = userAgent;
        this.extra = endpoint.headers().stream().map(Letterhead::revealed).toList();
        this.extraShown =
                endpoint.headers().stream().map(h -> new Header(h.name(), Secret.HIDDEN)).toList();
        List<Key> keys = new ArrayList<>();
        for (RotatingSecret secret : endpoint.secrets()) {
            Instant until = secret.expiresAt().orElse(Instant.MAX);
            keys.add(new Key(SymmetricKey.parse(secret.secret().reveal()), until));
        }
        endpoint.signingKey()
                .map(key -> new Key(SigningKey.parse(key.reveal()), Instant.MAX))
                .ifPresent(keys::add);
        this.keys = List.copyOf(keys);
        this.signers = keys.stream().map(Key::signer).toList();
        this.overlapping = keys.stream().anyMatch(key -> !key.until().equals(Instant.MAX));
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** The delivery of an event, signed for this moment. */
    Send deliver(Event event, Instant now) {
        Body body = Bodies.of(endpoint.format(), event, endpoint.id());
        List<Header> own = own(event, body, now);
        Request request =
                new Request(
                        "POST",
                        endpoint.url(),
                        extra.isEmpty() ? own : joined(own, extra),
                        body.payload(),
                        endpoint.timeout(),
                        RESPONSE_CAP);
        return new Send(request, extra.isEmpty() ? own : joined(own, extraShown));
    }

    private List<Header> own(Event event, Body body, Instant now) {
        String id = signedId(event);
        long seconds = now.getEpochSecond();
        List<Header> headers = new ArrayList<>(9);
        headers.add(new Header("Content-Type", body.contentType()));
        headers.add(userAgent);
        headers.add(new Header(WebhookHeaders.ID, id));
        headers.add(new Header(WebhookHeaders.TIMESTAMP, Long.toString(seconds)));
        List<WebhookSigner> live = live(now);
        if (!live.isEmpty()) {
            byte[] bytes = body.payload().bytes();
            String value = StandardWebhooks.signatureHeader(live, id, seconds, bytes);
            headers.add(new Header(WebhookHeaders.SIGNATURE, value));
        }
        if (endpoint.format().isInference()) {
            inference(headers, event);
        }
        return headers;
    }

    private void inference(List<Header> headers, Event event) {
        headers.add(new Header(WebhookHeaders.INFERENCE_EVENT, event.type()));
        headers.add(new Header(WebhookHeaders.INFERENCE_WEBHOOK_ID, endpoint.id()));
        if (InferenceBodies.isGeneration(event)) {
            headers.add(new Header(WebhookHeaders.INFERENCE_GENERATION_ID, printable(event)));
        } else if (InferenceBodies.isGroup(event)) {
            headers.add(new Header(WebhookHeaders.INFERENCE_GROUP_ID, printable(event)));
        }
    }

    private List<WebhookSigner> live(Instant now) {
        return overlapping
                ? keys.stream().filter(key -> key.until().isAfter(now)).map(Key::signer).toList()
                : signers;
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
        String subject = event.subject();
        boolean plain = subject.chars().allMatch(c -> c > ' ' && c <= '~');
        return plain ? subject : subject.replaceAll("[^!-~]", "?");
    }

    private static Header revealed(SecretHeader header) {
        return new Header(header.name(), header.value().reveal());
    }

    private static List<Header> joined(List<Header> one, List<Header> other) {
        List<Header> all = new ArrayList<>(one.size() + other.size());
        all.addAll(one);
        all.addAll(other);
        return all;
    }
}
