package dev.ringback.protocol;

import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;

/** What the Standard Webhooks specification 1.0.0 fixes beyond single keys. */
public final class StandardWebhooks {

    /**
     * How far a webhook's timestamp may lie from the receiver's clock, both ways: 5 minutes, as in
     * the specification's own libraries.
     */
    public static final Duration DEFAULT_TOLERANCE = Duration.ofMinutes(5);

    /**
     * The most signatures that a verifier looks at in one header. Each may cost an Ed25519
     * verification, so a stranger must not choose their number; rotation needs two or three.
     */
    public static final int MAX_SIGNATURES = 32;

    private StandardWebhooks() {}

    /**
     * Makes the value of the signature header: one signature per key with a space between them, so
     * that receivers accept the message while a secret is being rotated.
     *
     * @param signers the keys, 1 to {@value #MAX_SIGNATURES}, the current one first
     * @param id as for {@link WebhookSigner#sign}
     * @param timestampSeconds as for {@link WebhookSigner#sign}
     * @param bodySegments as for {@link WebhookSigner#sign}
     * @throws IllegalArgumentException when there is no key or there are too many, or the id or the
     *     timestamp is out of bounds
     */
    public static String signatureHeader(
            List<? extends WebhookSigner> signers,
            String id,
            long timestampSeconds,
            byte[]... bodySegments) {
        if (signers.size() == 1) {
            return signers.get(0).sign(id, timestampSeconds, bodySegments);
        }
        if (signers.isEmpty() || signers.size() > MAX_SIGNATURES) {
            throw new IllegalArgumentException(
                    "signing needs 1 to " + MAX_SIGNATURES + " keys, not " + signers.size());
        }
        StringJoiner header = new StringJoiner(" ");
        for (WebhookSigner signer : signers) {
            header.add(signer.sign(id, timestampSeconds, bodySegments));
        }
        return header.toString();
    }
}
