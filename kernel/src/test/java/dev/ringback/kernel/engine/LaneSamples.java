package dev.ringback.kernel.engine;

import dev.ringback.kernel.attempt.Claim;
import dev.ringback.kernel.attempt.HeldCall;
import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.sharing.SharedLimits;
import java.util.Optional;

/** What lanes ask for in tests that do not care about it. */
final class LaneSamples {

    /** What every call gets that starts, where memory does not matter. */
    static final ByteBudget.Share SHARE = new ByteBudget(3, 0).ofNobody().take(1).orElseThrow();

    static final Claim.Room ROOM =
            new Claim.Room() {
                @Override
                public Optional<ByteBudget.Share> claim(HeldCall item) {
                    return Optional.of(SHARE);
                }

                @Override
                public long needs(HeldCall item) {
                    return 1;
                }
            };

    private LaneSamples() {}

    /** What a lane asks for places that it shares with nobody. */
    static SharedLimits.Contender places() {
        return new SharedLimits().contender(() -> {});
    }
}
