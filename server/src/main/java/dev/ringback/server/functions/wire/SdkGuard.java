package dev.ringback.server.functions.wire;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.Handler;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.Refusal;
import dev.ringback.server.access.ApiKeyText;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Guard;
import dev.ringback.server.access.KeyGuard;
import dev.ringback.server.access.Quota;
import dev.ringback.server.access.Scope;
import dev.ringback.server.functions.apps.AppSigning;
import java.util.Optional;
import java.util.Set;

/**
 * Lets apps through: in production those that show the signing key, in any of the ways in which
 * SDKs do; while developing also those on the same machine. They act in the default project. An API
 * key is as good, and acts in its own.
 */
public final class SdkGuard implements Guard {

    private static final String BEARER = "Bearer ";

    private static final String NONE =
            "no key was shown: the app needs INNGEST_SIGNING_KEY, with the signing key of the"
                    + " server";
    private static final String WRONG =
            "the signing key is another than the server's: compare the app's INNGEST_SIGNING_KEY"
                    + " with RINGBACK_SIGNING_KEY (the event key is not asked for here)";
    private static final String STRANGER =
            Keyless.ONLY + "show an API key, or the signing key if the server has one";

    private final AppSigning signing;
    private final KeyGuard guard;

    /**
     * Wires.
     *
     * @param guard knows API keys
     */
    public SdkGuard(AppSigning signing, KeyGuard guard) {
        this.signing = signing;
        this.guard = guard.alsoFor(this::known);
    }

    @Override
    public Handler require(Scope needed, ErrorWords words, Guarded handler) {
        return guard.require(needed, refusal -> words.answer(reworded(refusal)), handler);
    }

    @Override
    public Quota quota() {
        return guard.quota();
    }

    @Override
    public ErrorWords heard(ErrorWords words) {
        return guard.heard(words);
    }

    private Optional<Caller> known(HttpRequest head) {
        String shown = head.header("Authorization").orElse("");
        return signing.isShownBy(shown) || isKeyless(head, shown)
                ? Optional.of(
                        new Caller(ProjectId.DEFAULT, "signing_key", Set.of(Scope.WRITE), false))
                : Optional.empty();
    }

    /** Whoever shows an API key means the project that it opens. */
    private boolean isKeyless(HttpRequest head, String shown) {
        return signing.isDev()
                && !shown.startsWith(BEARER + ApiKeyText.PREFIX)
                && Keyless.mayAsk(head);
    }

    private Refusal reworded(Refusal refusal) {
        return switch (refusal.code()) {
            case KeyGuard.MISSING_KEY -> refusal.saying(signing.isDev() ? STRANGER : why(NONE));
            case KeyGuard.UNKNOWN_KEY ->
                    refusal.saying(
                            signing.isDev() ? refusal.detail() + "; " + STRANGER : why(WRONG));
            default -> refusal;
        };
    }

    private String why(String otherwise) {
        return signing.hasKey() ? otherwise : AppSigning.NO_KEY;
    }
}
