package dev.ringback.server.functions.sdk;

import dev.ringback.protocol.HeaderValues;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.providers.body.JsonBody;
import dev.ringback.protocol.providers.body.JsonPaths;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.functions.sdk.SdkAnswer.Retry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Reads what apps answer. */
public final class SdkAnswers {

    /** The header by which an SDK is told from a proxy or another program. */
    public static final String SDK = "x-inngest-sdk";

    static final String VERSION = "x-inngest-req-version";
    static final String NO_RETRY = "x-inngest-no-retry";
    private static final String STALE = "StaleDispatchError";
    private static final int EXCERPT = 2_000;

    private final Instant now;
    private final Function<String, Optional<String>> problemWith;

    /**
     * Reads answers that came at a time.
     *
     * @param now what durations are counted from
     * @param problemWith says why a text cannot be a condition of a wait
     */
    public SdkAnswers(Instant now, Function<String, Optional<String>> problemWith) {
        this.now = now;
        this.problemWith = problemWith;
    }

    /** What an app says by a status, headers and a body. */
    public SdkAnswer read(int status, HeaderValues headers, byte[] body) {
        if (status == 201) {
            return WrappedAnswer.unwrap(headers, body)
                    .map(inner -> read(inner.status(), inner.headers(), inner.body().bytes()))
                    .orElseGet(() ->
                            new SdkAnswer.Unusable(
                                    output(body),
                                    "the app streamed something that is no answer of an SDK",
                                    retry(headers)));
        }
        if (isRedirect(status)) {
            return new SdkAnswer.Unusable(
                    output(body), redirected(status, headers), retry(headers));
        }
        if (first(headers, SDK).isEmpty()) {
            return notAnSdk(status, headers, body);
        }
        if (status == 206) {
            return steps(headers, body);
        }
        return status >= 200 && status < 300
                ? new SdkAnswer.Returned(result(body))
                : threw(status, headers, body);
    }

    private static boolean isRedirect(int status) {
        return status >= 300 && status < 400;
    }

    private static String redirected(int status, HeaderValues headers) {
        String target = first(headers, "location").map(" to "::concat).orElse("");
        return "HTTP %d%s is a redirect, which is not followed: ".formatted(status, target)
                + "let the app be named by the URL that serves it";
    }

    private SdkAnswer notAnSdk(int status, HeaderValues headers, byte[] body) {
        String why =
                switch (status) {
                    case 401 ->
                            "the app refused the server's signature: it has another signing key";
                    case 413 ->
                            "the app's web framework refused the request as too large; raise its"
                                    + " limit for bodies, since what steps returned is sent along";
                    default ->
                            "HTTP "
                                    + status
                                    + " came from something that is no SDK of functions: the"
                                    + " header "
                                    + SDK
                                    + " is missing";
                };
        return new SdkAnswer.Unusable(output(body), why, retry(headers));
    }

    private SdkAnswer steps(HeaderValues headers, byte[] body) {
        Optional<ParsedJson> tree = JsonBody.read(body, JsonPaths.ALL);
        if (tree.isEmpty() || tree.get() instanceof ParsedJson.Leaf) {
            return new SdkAnswer.Unusable(
                    output(body), "the app answered 206 without operations", retry(headers));
        }
        return switch (StepOps.read(tree.get(), now, problemWith)) {
            case OpsRead.Ops(var ops) -> new SdkAnswer.Steps(ops, version(headers), retry(headers));
            case OpsRead.Unreadable(String why) ->
                    new SdkAnswer.Unusable(output(body), why, retry(headers));
            case OpsRead.Hopeless(String error, String why) -> new SdkAnswer.Hopeless(error, why);
        };
    }

    private SdkAnswer threw(int status, HeaderValues headers, byte[] body) {
        CanonicalJson said = output(body);
        CanonicalJson output =
                said.equals(CanonicalJson.NULL)
                        ? CanonicalJson.of("the app answered HTTP " + status + " and nothing else")
                        : said;
        return StepErrors.name(StepErrors.ofOutput(output)).equals(STALE)
                ? new SdkAnswer.Stale()
                : new SdkAnswer.Threw(output, retry(headers));
    }

    /** Some SDKs write what a function returns as JSON in a JSON text. */
    private static CanonicalJson result(byte[] body) {
        CanonicalJson outer = output(body);
        return outer.parsed()
                .text()
                .filter(text -> text.startsWith("{") || text.startsWith("["))
                .filter(_ -> outer.toString().startsWith("\""))
                .flatMap(text -> CanonicalJson.read(text.getBytes(StandardCharsets.UTF_8)))
                .orElse(outer);
    }

    /** What is no JSON is a text; nothing is null. */
    private static CanonicalJson output(byte[] body) {
        return CanonicalJson.read(body)
                .orElseGet(() -> {
                    String text = new String(body, StandardCharsets.UTF_8);
                    return text.isBlank()
                            ? CanonicalJson.NULL
                            : CanonicalJson.of(text.substring(0, Math.min(EXCERPT, text.length())));
                });
    }

    private Retry retry(HeaderValues headers) {
        return new Retry(
                first(headers, NO_RETRY).orElse("").equalsIgnoreCase("true"),
                first(headers, "retry-after").flatMap(text -> RetryTime.read(text, now)));
    }

    private static OptionalInt version(HeaderValues headers) {
        try {
            return OptionalInt.of(Integer.parseInt(first(headers, VERSION).orElse("")));
        } catch (NumberFormatException _) {
            return OptionalInt.empty();
        }
    }

    private static Optional<String> first(HeaderValues headers, String name) {
        return headers.named(name).stream().findFirst().filter(each -> !each.isBlank());
    }
}
