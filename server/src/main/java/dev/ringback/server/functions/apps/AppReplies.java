package dev.ringback.server.functions.apps;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Reply;
import dev.ringback.protocol.HeaderValues;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.server.filters.RunExpression;
import dev.ringback.server.functions.sdk.SdkAnswer;
import dev.ringback.server.functions.sdk.SdkAnswer.Retry;
import dev.ringback.server.functions.sdk.SdkAnswers;
import dev.ringback.server.functions.sdk.SdkName;
import dev.ringback.server.functions.sdk.StepErrors;
import dev.ringback.server.functions.sdk.StepOp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads what came of requests to apps. */
public record AppReplies(AppSigning signing) {

    /** More than that no app may answer. */
    public static final int MOST_BYTES = 8 << 20;

    /**
     * Reads.
     *
     * @param sdk what the app is written with, as it registered
     */
    public SdkAnswer read(Reply reply, SdkName sdk, Instant now) {
        return switch (reply) {
            case Reply.Faulted(var _, String detail, var _) -> unusable("the app: " + detail);
            case Reply.Answered answered when answered.truncated() ->
                    unusable(
                            "output_too_large: the app answered more than "
                                    + MOST_BYTES
                                    + " bytes");
            case Reply.Answered answered -> believed(answered, sdk, now);
        };
    }

    private SdkAnswer believed(Reply.Answered answered, SdkName sdk, Instant now) {
        HeaderValues headers = headers(answered.headers());
        byte[] body = answered.body().bytes();
        SdkAnswer answer =
                new SdkAnswers(now, RunExpression::problemWith)
                        .read(answered.status(), headers, body);
        if (answer instanceof SdkAnswer.Unusable) {
            return answer;
        }
        Optional<String> problem = signing.problemWith(sdk, headers, body, now);
        return problem.isPresent() ? unusable(problem.get()) : answer;
    }

    static HeaderValues headers(List<Header> headers) {
        Map<String, List<String>> values = new HashMap<>();
        for (Header header : headers) {
            values.computeIfAbsent(header.name().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(header.value());
        }
        return HeaderValues.of(values);
    }

    private static SdkAnswer unusable(String why) {
        return new SdkAnswer.Unusable(CanonicalJson.NULL, why, Retry.USUAL);
    }

    /** What was wrong, in words; empty when nothing was. */
    public static String words(SdkAnswer answer) {
        return switch (answer) {
            case SdkAnswer.Steps steps ->
                    steps.ops().stream()
                            .filter(StepOp.Threw.class::isInstance)
                            .map(StepOp.Threw.class::cast)
                            .findFirst()
                            .map(AppReplies::words)
                            .orElse("");
            case SdkAnswer.Returned _ -> "";
            case SdkAnswer.Threw(CanonicalJson output, Retry _) ->
                    "the function threw: " + StepErrors.message(StepErrors.ofOutput(output));
            case SdkAnswer.Unusable(CanonicalJson _, String why, Retry _) -> why;
            case SdkAnswer.Hopeless(String _, String why) -> why;
            case SdkAnswer.Stale _ -> "the app gave up";
        };
    }

    private static String words(StepOp.Threw threw) {
        return "step " + threw.info().name() + " threw: " + StepErrors.message(threw.error());
    }
}
