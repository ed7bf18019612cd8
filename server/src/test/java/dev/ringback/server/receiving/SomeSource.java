package dev.ringback.server.receiving;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.sources.RotatedSecret;
import dev.ringback.server.sources.Source;
import dev.ringback.server.sources.SourceIntake;
import dev.ringback.server.sources.SourceTrust;
import dev.ringback.server.vault.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A source of which it does not matter what it is like. */
final class SomeSource {

    private SomeSource() {}

    static Source of(String provider, long number, Instant made) {
        return new Source(
                Source.id(number),
                ProjectId.DEFAULT,
                1,
                "",
                new SourceTrust(
                        provider,
                        Optional.empty(),
                        SourceTrust.NO_CONTEXT,
                        List.of(),
                        Optional.empty(),
                        Optional.empty()),
                SourceIntake.USUAL,
                List.of(new RotatedSecret("tok", new Secret("token"), made, Optional.empty())),
                true,
                made,
                made);
    }
}
