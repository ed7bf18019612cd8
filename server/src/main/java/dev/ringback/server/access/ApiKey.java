package dev.ringback.server.access;

import dev.ringback.kernel.model.ProjectId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A key that opens a project, or the whole instance. Its text is not kept.
 *
 * @param id {@code key_…}
 * @param project the tenant it opens
 * @param revision of its document
 * @param name for people; may be empty
 * @param scopes what it may do
 * @param hash SHA-256 of its text, in hex
 * @param hint the last characters of its text, by which its owner knows it; empty for one that was
 *     made before there were any, or is too short
 * @param instance whether it may make projects and act in any of them
 * @param rateLimit how many requests it may make; empty for as many as the instance allows a key
 *     that has no limit of its own
 * @param createdAt when it was made
 * @param expiresAt from when on it opens nothing; empty for never
 * @param revokedAt since when it opens nothing; empty while it is good
 */
public record ApiKey(
        String id,
        ProjectId project,
        long revision,
        String name,
        Set<Scope> scopes,
        String hash,
        Optional<String> hint,
        boolean instance,
        Optional<RequestRate> rateLimit,
        Instant createdAt,
        Optional<Instant> expiresAt,
        Optional<Instant> revokedAt) {

    public ApiKey {
        scopes = Set.copyOf(scopes);
        if (scopes.isEmpty()) {
            throw new IllegalArgumentException("a key without scopes opens nothing");
        }
    }

    /** Who shows it. */
    Caller caller() {
        return new Caller(project, id, scopes, instance);
    }

    /** Whether it opens something. */
    public boolean isGood(Instant now) {
        return revokedAt.isEmpty() && expiresAt.filter(end -> !end.isAfter(now)).isEmpty();
    }

    /** Whether it may give others access for good, until somebody revokes it. */
    boolean isLasting() {
        return revokedAt.isEmpty() && expiresAt.isEmpty() && scopes.contains(Scope.ADMIN);
    }

    /** This key with another name and limit. */
    public ApiKey with(String otherName, Optional<RequestRate> otherLimit) {
        return with(otherName, otherLimit, revokedAt);
    }

    /** This key, no longer good. */
    ApiKey revoked(Instant at) {
        return with(name, rateLimit, Optional.of(at));
    }

    private ApiKey with(
            String otherName, Optional<RequestRate> otherLimit, Optional<Instant> revoked) {
        return new ApiKey(
                id,
                project,
                revision,
                otherName,
                scopes,
                hash,
                hint,
                instance,
                otherLimit,
                createdAt,
                expiresAt,
                revoked);
    }

    /** Without the hash, which belongs in no log. */
    @Override
    public String toString() {
        return "ApiKey[%s of %s]".formatted(id, project);
    }
}
