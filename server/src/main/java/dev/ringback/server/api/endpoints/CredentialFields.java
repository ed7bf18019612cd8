package dev.ringback.server.api.endpoints;

import static dev.ringback.server.api.surface.RequestBodies.given;

import dev.ringback.net.json.JsonFields;
import dev.ringback.server.api.surface.ApiLimits;
import dev.ringback.server.endpoints.Destination;
import dev.ringback.server.vault.Secret;
import java.util.Optional;

/**
 * Reads who puts something into a queue.
 *
 * @param name of the field with the name
 * @param secret of the one with what is secret
 * @param named whether there has to be a name
 */
record CredentialFields(String name, String secret, boolean named) {

    /** A password, which may be of the usual user. */
    static final CredentialFields PASSWORD = new CredentialFields("username", "password", false);

    /** A user and a password. */
    static final CredentialFields NAMED = new CredentialFields("username", "password", true);

    /** An access key of Amazon's. */
    static final CredentialFields KEY =
            new CredentialFields("access_key_id", "secret_access_key", true);

    /** Name and what is secret with a colon between them. */
    Optional<Secret> read(JsonFields fields, Destination base) {
        Optional<Secret> own = fields.object("credentials").map(this::read);
        return own.isPresent()
                ? own
                : given(fields, "credentials", Optional.empty(), base.login(), Optional.empty());
    }

    private Secret read(JsonFields own) {
        String who =
                named
                        ? own.requiredText(name, ApiLimits.NAME)
                        : own.text(name, ApiLimits.NAME).orElse("");
        String password = own.requiredText(secret, ApiLimits.NAME);
        if (who.indexOf(':') >= 0) {
            own.problem(name, "must not have a colon");
        }
        own.rejectUnknown();
        return new Secret(who + ":" + password);
    }
}
