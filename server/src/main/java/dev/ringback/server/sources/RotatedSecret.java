package dev.ringback.server.sources;

import dev.ringback.server.vault.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Something secret that may come to an end, so that another one can take its place.
 *
 * @param id by which it is ended; says nothing of what is secret
 * @param secret a secret of the provider's, or a token of a URL
 * @param addedAt since when it holds
 * @param endsAt from when on it does not; empty while there is no end to it
 */
public record RotatedSecret(String id, Secret secret, Instant addedAt, Optional<Instant> endsAt) {

    /** Whether it holds. */
    public boolean holds(Instant now) {
        return endsAt.isEmpty() || endsAt.get().isAfter(now);
    }

    /** The same with an end; an earlier one stays. */
    public RotatedSecret until(Instant end) {
        return new RotatedSecret(
                id,
                secret,
                addedAt,
                Optional.of(endsAt.filter(at -> at.isBefore(end)).orElse(end)));
    }

    /**
     * A new one before those that still hold, which end after an overlap.
     *
     * @param most how many may hold at the same time
     */
    public static List<RotatedSecret> rotated(
            List<RotatedSecret> before,
            RotatedSecret next,
            Duration overlap,
            Instant now,
            int most) {
        List<RotatedSecret> after = new ArrayList<>();
        after.add(next);
        for (RotatedSecret each : before) {
            RotatedSecret ending = each.until(now.plus(overlap));
            if (ending.holds(now) && !each.secret.equals(next.secret) && after.size() < most) {
                after.add(ending);
            }
        }
        return List.copyOf(after);
    }
}
