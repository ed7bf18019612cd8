package dev.ringback.server.integration;

import dev.ringback.protocol.SymmetricKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** How callbacks are signed by the rules of Standard Webhooks. */
final class PlayedSignature {

    /** The secret of a played upstream. */
    static final String SECRET = "whsec_" + "cGxheWVk".repeat(4);

    private static final String FORGER = "whsec_" + "Zm9yZ2Vy".repeat(4);

    private PlayedSignature() {}

    /** A callback with its headers. */
    static PlayedWords.Told signed(String id, String body, Instant at, boolean forged) {
        String signature =
                SymmetricKey.parse(forged ? FORGER : SECRET)
                        .sign(id, at.getEpochSecond(), body.getBytes(StandardCharsets.UTF_8));
        return new PlayedWords.Told(
                body,
                List.of(
                        "Content-Type",
                        "application/json",
                        "webhook-id",
                        id,
                        "webhook-timestamp",
                        Long.toString(at.getEpochSecond()),
                        "webhook-signature",
                        signature));
    }
}
