package dev.ringback.server.sources;

import dev.ringback.server.endpoints.Nanoid;
import dev.ringback.server.vault.Secret;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Makes secrets and tokens of sources, which have no end yet. */
public final class Endings {

    private static final int ID = 10;

    private Endings() {}

    /** A secret that the owner gives. */
    public static Ending secret(String text, RandomGenerator random, Instant now) {
        return new Ending(
                "sec_" + Nanoid.next(random, ID), new Secret(text), now, Optional.empty());
    }

    /** A new token. */
    public static Ending token(RandomGenerator random, Instant now) {
        String text = Nanoid.next(random, SourceLimits.TOKEN);
        return new Ending(
                "tok_" + Nanoid.next(random, ID), new Secret(text), now, Optional.empty());
    }
}
