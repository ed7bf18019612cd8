package dev.ringback.server.upstreams;

import dev.ringback.server.vault.Secret;
import java.time.Duration;
import java.util.Optional;

/**
 * What is agreed with an upstream about work that it takes now and ends later.
 *
 * @param kind how it answers
 * @param deadline how long a task may take from its submission on, 1 minute to 7 days
 * @param webhookSecret by which its callbacks are verified; empty when it tells us itself, or signs
 *     with a public key
 */
public record TaskRules(UpstreamKind kind, Duration deadline, Optional<Secret> webhookSecret) {

    /** The longest time that a task may take when nothing else is said. */
    public static final Duration DEADLINE = Duration.ofHours(24);

    /** Of an upstream that answers at once. */
    public static final TaskRules DIRECT =
            new TaskRules(UpstreamKind.DIRECT, DEADLINE, Optional.empty());

    /** Of an upstream of some kind, with what is usual. */
    public static TaskRules of(UpstreamKind kind) {
        return new TaskRules(kind, DEADLINE, Optional.empty());
    }
}
