package dev.ringback.server.access;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.ProjectId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Finds the key by which people are not locked out when another one goes: of the instance one that
 * does not expire, and of a project whose admin key revokes itself any other admin key.
 *
 * @param keys all that there are
 */
record WhoIsLeft(List<ApiKey> keys, Instant now) {

    /** What is known of those who are left. */
    sealed interface Left {

        /** Nobody needs this key. */
        record Anybody() implements Left {}

        /** This one is, and must not go at the same time. */
        record By(ApiKey key) implements Left {}

        /** Nobody is. */
        record Nobody() implements Left {}

        /** A change after which these are left; empty when nobody would be. */
        default Optional<Change> allow(Change change) {
            return switch (this) {
                case Anybody _ -> Optional.of(change);
                // So that one of two changes goes stale that lean on each other.
                case By(ApiKey key) -> Optional.of(change.and(Change.put(Keys.revised(key))));
                case Nobody _ -> Optional.empty();
            };
        }
    }

    /** Once a key is revoked by somebody. */
    Left without(ApiKey key, Caller by) {
        if (key.instance() && key.isLasting()) {
            return left(
                    keys.stream()
                            .filter(each -> each.instance() && each.isLasting())
                            .filter(each -> !each.id().equals(key.id()))
                            .findFirst());
        }
        if (!by.keyId().equals(key.id()) || !key.scopes().contains(Scope.ADMIN)) {
            return new Left.Anybody();
        }
        return left(
                keys.stream()
                        .filter(each -> each.project().equals(key.project()))
                        .filter(each -> each.scopes().contains(Scope.ADMIN) && each.isGood(now))
                        .filter(each -> !each.id().equals(key.id()))
                        .findFirst());
    }

    /** Once a whole project is gone. */
    Left without(ProjectId project) {
        boolean some =
                keys.stream()
                        .filter(each -> each.project().equals(project))
                        .anyMatch(each -> each.instance() && each.isLasting());
        if (!some) {
            return new Left.Anybody();
        }
        return left(
                keys.stream()
                        .filter(each -> each.instance() && each.isLasting())
                        .filter(each -> !each.project().equals(project))
                        .findFirst());
    }

    private static Left left(Optional<ApiKey> other) {
        return other.<Left>map(Left.By::new).orElseGet(Left.Nobody::new);
    }
}
