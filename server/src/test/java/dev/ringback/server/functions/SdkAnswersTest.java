package dev.ringback.server.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.HeaderValues;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.functions.sdk.CheckpointBody;
import dev.ringback.server.functions.sdk.SdkAnswer;
import dev.ringback.server.functions.sdk.SdkAnswers;
import dev.ringback.server.functions.sdk.StepErrors;
import dev.ringback.server.functions.sdk.StepInfo;
import dev.ringback.server.functions.sdk.StepOp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SdkAnswersTest {

    private static final Instant NOW = Instant.parse("2026-11-29T16:58:44.556Z");
    private static final SdkAnswers ANSWERS =
            new SdkAnswers(
                    NOW,
                    text -> text.contains("(((") ? Optional.of("is no CEL") : Optional.empty());

    private static SdkAnswer read(int status, Map<String, String> headers, String body) {
        Map<String, List<String>> all = new HashMap<>();
        all.put("x-inngest-sdk", List.of("inngest-js:v4.24.0"));
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        return ANSWERS.read(status, HeaderValues.of(all), body.getBytes(StandardCharsets.UTF_8));
    }

    private static SdkAnswer read(int status, String body) {
        return read(status, Map.of(), body);
    }

    private static StepOp op(String body) {
        return ((SdkAnswer.Steps) read(206, body)).ops().getFirst();
    }

    private static String trouble(String body) {
        return ((SdkAnswer.Unusable) read(206, body)).why();
    }

    static Stream<String> recorded() {
        return Recorded.lines("answers.jsonl").stream();
    }

    static Stream<String> checkpoints() {
        return Recorded.lines("checkpoints.jsonl").stream();
    }

    private static SdkAnswer recordedAnswer(ParsedJson line) {
        Map<String, String> headers = new HashMap<>();
        line.text("/no_retry").ifPresent(value -> headers.put("X-Inngest-No-Retry", value));
        line.text("/retry_after").ifPresent(value -> headers.put("Retry-After", value));
        return read(
                Integer.parseInt(line.text("/status").orElseThrow()),
                headers,
                CanonicalJson.of(line.at("/body").orElseThrow()).toString());
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void everyAnswerThatSdksWereSeenToGiveIsUnderstood(String text) {
        ParsedJson line = Recorded.json(text).parsed();
        SdkAnswer answer = recordedAnswer(line);
        switch (answer) {
            case SdkAnswer.Steps(var ops, var _, var retry) -> {
                ParsedJson body = line.at("/body").orElseThrow();
                assertThat(ops).hasSize(Math.max(1, body.items().size()));
                assertThat(retry.never())
                        .isEqualTo(line.text("/no_retry").orElse("").equals("true"));
                assertThat(ops)
                        .noneMatch(
                                op -> op instanceof StepOp.Defer || op instanceof StepOp.Undefer);
            }
            case SdkAnswer.Returned(var result) ->
                    assertThat(result).isEqualTo(CanonicalJson.of(line.at("/body").orElseThrow()));
            case SdkAnswer.Threw(var output, var retry) -> {
                assertThat(output).isEqualTo(CanonicalJson.of(line.at("/body").orElseThrow()));
                assertThat(retry.never())
                        .isEqualTo(line.text("/no_retry").orElse("").equals("true"));
            }
            case SdkAnswer.Stale _ -> assertThat(text).contains("StaleDispatchError");
            case SdkAnswer.Unusable _, SdkAnswer.Hopeless _ -> assertThat(answer).as(text).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void everyCheckpointThatSdksWereSeenToSendIsUnderstood(String text) {
        CheckpointBody.Read read = CheckpointBody.read(text.getBytes(StandardCharsets.UTF_8), NOW);
        CheckpointBody body = ((CheckpointBody.Read.Good) read).body();
        assertThat(body.run()).hasSize(26);
        assertThat(body.queueItem()).isNotEmpty();
        assertThat(body.ops()).isNotEmpty();
    }

    @Test
    void aCheckpointTellsOfWhatIsDoneOnly() {
        String sleep =
                "{\"run_id\":\"r\",\"steps\":[{\"op\":\"Sleep\",\"id\":\"a\",\"name\":\"1s\"}]}";
        for (String body : List.of("", "{}", "{\"steps\":1}", sleep)) {
            CheckpointBody.Read read =
                    CheckpointBody.read(body.getBytes(StandardCharsets.UTF_8), NOW);
            assertThat(read)
                    .isInstanceOfSatisfying(
                            CheckpointBody.Read.Refused.class,
                            refused -> assertThat(refused.status()).isEqualTo(400));
        }
    }

    @Test
    void whatAStepReturnedIsRememberedAsFunctionsSeeIt() {
        assertThat(
                        ((StepOp.Ran) op("[{\"op\":\"StepRun\",\"id\":\"a\",\"data\":{\"z\":1}}]"))
                                .memo())
                .hasToString("{\"data\":{\"z\":1}}");
        assertThat(((StepOp.Ran) op("{\"op\":\"StepRun\",\"id\":\"a\"}")).memo())
                .hasToString("{\"data\":null}");
        assertThat(((StepOp.Ran) op("[{\"op\":\"Step\",\"id\":\"a\",\"data\":\"s\"}]")).memo())
                .hasToString("\"s\"");
    }

    @Test
    void anErrorIsRememberedWithoutWhatOnlyTheSdkUnderstands() {
        StepOp.Failed failed =
                (StepOp.Failed)
                        op(
                                "[{\"op\":\"StepFailed\",\"id\":\"a\",\"error\":{\"__serialized\":true,\"code\":7,"
                                        + "\"name\":\"X\",\"message\":\"y\",\"cause\":{\"__serialized\":true,\"name\":\"Z\"}}}]");
        assertThat(failed.error())
                .hasToString(
                        "{\"cause\":{\"__serialized\":true,\"name\":\"Z\"},\"message\":\"y\",\"name\":\"X\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"name\":\"2s\"', PT2S",
        "'\"name\":\"1h30m\"', PT1H30M",
        "'\"opts\":{\"duration\":\"2s\"},\"name\":\"9s\"', PT2S",
        "'\"opts\":{\"duration\":\"250ms\"}', PT0.25S",
        "'\"name\":\"\",\"opts\":null', PT0S",
        "'\"name\":\"1w\"', PT168H",
        "'\"name\":\"2026-11-29T16:58:45.556Z\"', PT1S",
        "'\"name\":\"2020-01-01T00:00:00+01:00\"', PT0S"
    })
    void sdksSayInDifferentPlacesHowLongARunSleeps(String fields, Duration duration) {
        StepOp.Sleep sleep = (StepOp.Sleep) op("[{\"op\":\"Sleep\",\"id\":\"a\"," + fields + "}]");
        assertThat(sleep.until()).isEqualTo(NOW.plus(duration));
    }

    @Test
    void sdksSayInDifferentPlacesWhatARunWaitsFor() {
        for (String fields : List.of("\"name\":\"e\",\"opts\":{", "\"opts\":{\"event\":\"e\",")) {
            StepOp.WaitForEvent wait =
                    (StepOp.WaitForEvent)
                            op(
                                    "[{\"op\":\"WaitForEvent\",\"id\":\"a\","
                                            + fields
                                            + "\"timeout\":\"30s\",\"if\":\"true\"}}]");
            assertThat(wait.event()).isEqualTo("e");
            assertThat(wait.condition()).contains("true");
            assertThat(wait.until()).isEqualTo(NOW.plusSeconds(30));
            assertThat(wait.id()).isEqualTo(new StepId("a"));
            assertThat(wait.info()).isEqualTo(StepInfo.named(wait.info().name()));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    ``                                        | without operations
                    null                                      | without operations
                    {oops                                     | without operations
                    [null]                                    | operation 0 is not an object
                    [{"id":"a"}]                              | operation 0 has no op
                    [{"op":"Banana","id":"a"}]                | operation 0 has an op that is not known: Banana
                    [{"op":"None"},{"op":"StepNotFound"}]     | operation 1 has an op that is not known: StepNotFound
                    [{"op":"StepRun"}]                        | operation 0 has no id
                    [{"op":"StepError","id":"a"}]             | tells an error without saying it
                    [{"op":"Sleep","id":"a","name":"soon"}]   | has a time that is none: soon
                    [{"op":"WaitForEvent","id":"a"}]          | waits for an event without a name
                    """)
    void whatIsNotUnderstoodSaysWhichOperationAndWhy(String body, String why) {
        assertThat(trouble(body)).contains(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    [{"op":"Sleep","id":"a","displayName":"s","name":"400d"}] | InngestErrTimeoutTooLong | step "s" is to sleep "400d", which is more than 366 days
                    [{"op":"WaitForEvent","id":"a","displayName":"w","name":"e","opts":{"timeout":"53w"}}] | InngestErrTimeoutTooLong | step "w" is to wait "53w", which is more than 366 days
                    [{"op":"WaitForEvent","id":"a","displayName":"w","name":"e","opts":{"if":"((("}}] | InvalidExpression | step "w" waits with an if that is no CEL
                    """)
    void whatCanNeverWorkIsToldFromWhatMayWorkLater(String body, String error, String why) {
        assertThat(read(206, body)).isEqualTo(new SdkAnswer.Hopeless(error, why));
    }

    @Test
    void anOutputThatIsTooLargeNamesItsStepItsSizeAndTheBound() {
        String large = "x".repeat(4 << 20);
        SdkAnswer answer =
                read(
                        206,
                        "[{\"op\":\"StepRun\",\"id\":\"a\",\"displayName\":\"big\",\"data\":\""
                                + large
                                + "\"}]");
        assertThat(((SdkAnswer.Hopeless) answer).why())
                .startsWith("step \"big\" returned 4194315 bytes, more than 4194304");
    }

    @Test
    void moreThanAThousandOperationsAreNotTaken() {
        String many = "[" + "{\"op\":\"None\"},".repeat(1_000) + "{\"op\":\"None\"}]";
        assertThat(((SdkAnswer.Hopeless) read(206, many)).why()).contains("1001 operations");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    ``                      | null
                    {"a":1}                 | {"a":1}
                    plain text              | "plain text"
                    1.50                    | 1.5
                    "{\\"x\\":1}"           | {"x":1}
                    "text"                  | "text"
                    """)
    void aFunctionMayReturnAnything(String body, String result) {
        assertThat(read(200, body)).isEqualTo(new SdkAnswer.Returned(Recorded.json(result)));
    }

    @ParameterizedTest
    @CsvSource({
        "200, HTTP 200 came from something that is no SDK",
        "206, HTTP 206 came from something that is no SDK",
        "502, HTTP 502 came from something that is no SDK",
        "401, another signing key",
        "413, raise its limit for bodies"
    })
    void whoDoesNotSayThatItIsAnSdkIsNotBelieved(int status, String why) {
        SdkAnswer answer =
                ANSWERS.read(
                        status,
                        HeaderValues.of(Map.of("retry-after", List.of("3"))),
                        "<html>".getBytes(StandardCharsets.UTF_8));
        SdkAnswer.Unusable unusable = (SdkAnswer.Unusable) answer;
        assertThat(unusable.why()).contains(why);
        assertThat(unusable.output()).hasToString("\"<html>\"");
        assertThat(unusable.retry().notBefore()).isPresent();
    }

    @Test
    void aRedirectIsNoAnswerWhoeverSendsIt() {
        for (Map<String, String> headers :
                List.of(
                        Map.of("location", "https://app.example/api/inngest/"),
                        Map.of(
                                "location",
                                "https://app.example/api/inngest/",
                                "x-inngest-sdk",
                                "js:v4"))) {
            assertThat(((SdkAnswer.Unusable) read(308, headers, "")).why())
                    .contains("HTTP 308 to https://app.example/api/inngest/", "not followed");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"error\":\"Could not find step\",\"requestedStep\":\"p\"}|Could not find step",
                "{\"type\":\"internal\"}|the app answered with {\"type\":\"internal\"}",
                "{\"message\":\"\"}|the app answered with {\"message\":\"\"}",
                "{\"message\":\"m\",\"error\":\"e\"}|m"
            })
    void anErrorIsToldInTheWordsThatThereAre(String body, String words) {
        CanonicalJson output = ((SdkAnswer.Threw) read(500, body)).output();
        assertThat(StepErrors.message(StepErrors.ofOutput(output))).isEqualTo(words);
    }

    @Test
    void anErrorWithoutWordsIsToldByItsStatus() {
        for (String body : List.of("", "null")) {
            assertThat(((SdkAnswer.Threw) read(503, body)).output())
                    .hasToString("\"the app answered HTTP 503 and nothing else\"");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "3, 2026-11-29T16:58:47Z",
        "0, 2026-11-29T16:58:45.556Z",
        "9999999, 2026-11-30T16:58:44.556Z",
        "2026-11-29T16:58:51.427Z, 2026-11-29T16:58:51.427Z",
        "2020-01-01T00:00:00Z, 2026-11-29T16:58:45.556Z",
        "'Sun, 29 Nov 2026 17:00:00 GMT', 2026-11-29T17:00:00Z"
    })
    void anAppSaysWhenItMayBeAskedAgain(String text, Instant notBefore) {
        SdkAnswer answer = read(500, Map.of("Retry-After", text), "{\"name\":\"E\"}");
        assertThat(((SdkAnswer.Threw) answer).retry().notBefore()).contains(notBefore);
    }

    @Test
    void theHeaderSaysWhetherTryingAgainIsOfUseAndNotTheStatus() {
        for (int status : new int[] {400, 410, 500, 503}) {
            assertThat(((SdkAnswer.Threw) read(status, "{}")).retry().never()).isFalse();
            SdkAnswer last = read(status, Map.of("x-inngest-no-retry", "true"), "{}");
            assertThat(((SdkAnswer.Threw) last).retry().never()).isTrue();
        }
    }

    @Test
    void anAnswerInAStreamIsTheOneInside() {
        String inside = "{\"status\":206,\"headers\":{\"x-inngest-req-version\":\"2\"},\"body\":";
        for (String body : List.of("\"[{\\\"op\\\":\\\"None\\\"}]\"}", "[{\"op\":\"None\"}]}")) {
            SdkAnswer.Steps steps = (SdkAnswer.Steps) read(201, "   " + inside + body);
            assertThat(steps.version()).hasValue(2);
            assertThat(steps.ops()).containsExactly(new StepOp.Again());
        }
        assertThat(read(201, "{\"status\":200,\"body\":\"{\\\"fin\\\":1}\"}"))
                .isEqualTo(new SdkAnswer.Returned(Recorded.json("{\"fin\":1}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "oops", "{\"x\":1}", "{\"status\":201,\"body\":\"\"}", "{\"status\":0}"})
    void aStreamWithoutAnAnswerIsNone(String body) {
        assertThat(read(201, body)).isInstanceOf(SdkAnswer.Unusable.class);
    }
}
