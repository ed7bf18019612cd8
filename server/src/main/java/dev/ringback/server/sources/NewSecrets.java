package dev.ringback.server.sources;

import dev.ringback.server.endpoints.Nanoid;
import dev.ringback.server.vault.Secret;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Makes secrets and tokens of sources, which have no end yet. */
public final class NewSecrets {

    private static final int ID = 10;

    private NewSecrets() {}

    /** A secret that the owner gives. */
    public static RotatedSecret secret(String text, RandomGenerator random, Instant now) {
        return new RotatedSecret(
                "sec_" + Nanoid.next(random, ID), new Secret(text), now, Optional.empty());
    }

    /** A new token. */
    public static RotatedSecret token(RandomGenerator random, Instant now) {
        String text = Nanoid.next(random, SourceLimits.TOKEN);
        return new RotatedSecret(
                "tok_" + Nanoid.next(random, ID), new Secret(text), now, Optional.empty());
    }
}
