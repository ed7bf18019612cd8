package dev.ringback.server.functions.apps;

import dev.ringback.kernel.model.Header;
import dev.ringback.protocol.FunctionKey;
import dev.ringback.protocol.FunctionSignature;
import dev.ringback.protocol.HeaderValues;
import dev.ringback.protocol.Verification;
import dev.ringback.protocol.Verification.Reason;
import dev.ringback.protocol.Verification.Rejected;
import dev.ringback.protocol.Verification.Verified;
import dev.ringback.server.functions.sdk.SdkName;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the server and apps prove to each other who they are. Requests are signed with the current
 * key. In production answers have to be signed, with either key; while developing nothing is asked
 * for.
 */
public final class AppSigning {

    /** What is said where apps would have to prove who they are, and nobody can tell. */
    public static final String NO_KEY =
            "the server has no signing key: set RINGBACK_SIGNING_KEY to the INNGEST_SIGNING_KEY of"
                    + " the apps, or start it by \"ringback dev\"";

    private final boolean dev;
    private final Optional<FunctionKey> current;
    private final Optional<FunctionKey> fallback;

    /**
     * Makes one.
     *
     * @param dev whether apps are believed without a signature
     * @param current signs; none while developing, or where no app has been served yet
     * @param fallback is believed too while keys are changed
     */
    public AppSigning(boolean dev, Optional<FunctionKey> current, Optional<FunctionKey> fallback) {
        this.dev = dev;
        this.current = current;
        this.fallback = fallback;
    }

    /** Whether apps are believed without a signature. */
    public boolean isDev() {
        return dev;
    }

    /** Whether there is a key. */
    public boolean hasKey() {
        return current.isPresent();
    }

    /** Whether the value of a header {@code Authorization} shows one of the keys. */
    public boolean isShownBy(String authorization) {
        return keys().stream().anyMatch(each -> each.isShownBy(authorization));
    }

    private List<FunctionKey> keys() {
        return Stream.of(current, fallback).flatMap(Optional::stream).toList();
    }

    /**
     * What shows an app that a request is the server's.
     *
     * @param body as it is sent, in canonical form
     */
    public List<Header> sign(byte[] body, Instant now) {
        return current
                .map(key ->
                        new Header(
                                FunctionSignature.HEADER,
                                FunctionSignature.header(key, now.getEpochSecond(), body)))
                .stream()
                .toList();
    }

    /**
     * The same for routes of apps, which know a request of the server by that header's presence.
     */
    public Header mark(byte[] body, Instant now) {
        return sign(body, now).stream()
                .findFirst()
                .orElseGet(() -> new Header(FunctionSignature.HEADER, ""));
    }

    /**
     * Why an answer of a function is not believed, in words. What an SDK that signs none answers is
     * believed without a signature, and not with a wrong one.
     *
     * @param sdk as the app registered, and not as the answer says
     * @param body as it came
     */
    public Optional<String> problemWith(
            SdkName sdk, HeaderValues headers, byte[] body, Instant now) {
        boolean unsigned = headers.named(FunctionSignature.HEADER).isEmpty();
        return unsigned && hasKey() && !sdk.signsAnswers()
                ? Optional.empty()
                : problemWith(headers, body, now);
    }

    /**
     * Why an app's answer is not believed, in words.
     *
     * @param body as it came
     */
    public Optional<String> problemWith(HeaderValues headers, byte[] body, Instant now) {
        if (dev) {
            return Optional.empty();
        }
        if (current.isEmpty()) {
            return Optional.of(NO_KEY);
        }
        return switch (verified(headers, body, now)) {
            case Verified _ -> Optional.empty();
            case Rejected(Reason reason, String why) ->
                    Optional.of("the app's answer is not believed: " + why + hint(reason));
        };
    }

    /** The SDK of Go signs what it answers to a sync before it ends the line. */
    private Verification verified(HeaderValues headers, byte[] body, Instant now) {
        Verification whole = verifiedAs(headers, body, now);
        boolean ends = body.length > 0 && body[body.length - 1] == '\n';
        return ends
                        && whole instanceof Rejected(Reason reason, var _)
                        && reason == Reason.SIGNATURE_MISMATCH
                ? verifiedAs(headers, Arrays.copyOf(body, body.length - 1), now)
                : whole;
    }

    private Verification verifiedAs(HeaderValues headers, byte[] body, Instant now) {
        return FunctionSignature.verify(
                headers, body, keys(), FunctionSignature.DEFAULT_TOLERANCE, now);
    }

    private static String hint(Reason reason) {
        return switch (reason) {
            case MISSING_HEADER -> ", runs with INNGEST_DEV, or is not the app at all";
            case SIGNATURE_MISMATCH -> "; is the app's INNGEST_SIGNING_KEY the server's?";
            case TIMESTAMP_TOO_OLD, TIMESTAMP_TOO_NEW -> "; do both clocks agree?";
            default -> "";
        };
    }
}
