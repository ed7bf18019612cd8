package dev.ringback.server.tasks;

import dev.ringback.server.vault.Secret;
import java.util.List;
import java.util.Optional;

/**
 * What is agreed with an upstream about callbacks.
 *
 * @param secrets by which they are verified; none for an upstream with public keys
 * @param context JSON of what else verifying needs
 * @param name under which the upstream keeps our URL, where it has to be told it beforehand
 */
public record Arrangement(List<Secret> secrets, String context, Optional<String> name) {

    private static final String NO_CONTEXT = "{}";

    /** With nothing but public keys that everybody knows. */
    public static final Arrangement NONE = new Arrangement(List.of(), NO_CONTEXT, Optional.empty());

    public Arrangement {
        secrets = List.copyOf(secrets);
    }

    /** With one secret, which is all that verifying needs. */
    static Arrangement of(Secret secret) {
        return new Arrangement(List.of(secret), NO_CONTEXT, Optional.empty());
    }
}
