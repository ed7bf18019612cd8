package dev.ringback.server.access;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.http.Refusal;
import java.util.Optional;
import java.util.Set;

/**
 * The authenticated caller of a request.
 *
 * @param project the tenant whose resources the request sees
 * @param keyId which key it showed
 * @param scopes what it may do
 * @param instance whether the key opens the whole instance, so that it may make projects and act in
 *     any of them
 */
public record Caller(ProjectId project, String keyId, Set<Scope> scopes, boolean instance) {

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** Why the caller may not do what takes a scope; empty when it may. */
    public Optional<Refusal> refusal(Scope needed) {
        return may(needed)
                ? Optional.empty()
                : Optional.of(
                        Refusal.of(
                                403,
                                "missing_scope",
                                "the API key lacks the scope " + needed.word()));
    }

    /** Whether one of the caller's scopes includes this one. */
    boolean may(Scope needed) {
        return switch (needed) {
            case ADMIN -> scopes.contains(Scope.ADMIN);
            case WRITE -> scopes.contains(Scope.WRITE) || may(Scope.ADMIN);
            case READ -> scopes.contains(Scope.READ) || may(Scope.WRITE);
            case INGEST -> scopes.contains(Scope.INGEST) || may(Scope.WRITE);
        };
    }
}
