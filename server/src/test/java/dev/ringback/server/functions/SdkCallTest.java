package dev.ringback.server.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.functions.sdk.SdkCall;
import dev.ringback.server.functions.sdk.SdkName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class SdkCallTest {

    private static final SdkName JS = SdkName.of("inngest-js:v4.24.0");
    private static final StepId A = StepId.of("a");
    private static final StepId B = StepId.of("b");

    static Stream<String> recorded() {
        return Recorded.lines("calls.jsonl").stream();
    }

    private static SdkCall call(ParsedJson tree) {
        return new SdkCall(
                tree.text("/ctx/run_id").orElseThrow(),
                tree.text("/ctx/fn_id").orElseThrow(),
                Optional.empty(),
                count(tree, "/ctx/attempt"),
                count(tree, "/ctx/max_attempts"),
                tree.text("/ctx/disable_immediate_execution").orElseThrow().equals("true"),
                count(tree, "/version"),
                count(tree, "/ctx/generation_id"),
                tree.text("/ctx/job_id").orElseThrow(),
                tree.text("/ctx/request_id").orElseThrow(),
                count(tree, "/ctx/stack/current"),
                List.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                tree.at("/events").orElseThrow().items().stream().map(Recorded::event).toList());
    }

    private static int count(ParsedJson tree, String pointer) {
        return Integer.parseInt(tree.text(pointer).orElseThrow());
    }

    private static SdkCall withMemos(Map<StepId, CanonicalJson> memos, Optional<StepId> target) {
        SdkCall first = call(Recorded.json(recorded().toList().getFirst()).parsed());
        return new SdkCall(
                first.run(),
                first.function(),
                target,
                1,
                5,
                false,
                2,
                2,
                first.job(),
                first.request(),
                1,
                List.of(B, A),
                memos,
                Map.of(),
                Map.of(),
                first.events());
    }

    private static CanonicalJson fitting(SdkCall call, SdkName sdk) {
        return ((SdkCall.Body.Fits) call.body(sdk)).json();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void theBytesAreThoseThatAppsWereSeenToGet(String body) {
        assertThat(fitting(call(Recorded.json(body).parsed()), JS)).hasToString(body);
    }

    @Test
    void whatStepsReturnedIsSentByTheirHashesAndTheirOrderInTheStack() {
        SdkCall call =
                withMemos(
                        Map.of(A, CanonicalJson.NULL, B, Recorded.json("{\"data\":1}")),
                        Optional.of(A));
        String body = fitting(call, JS).toString();

        assertThat(body)
                .contains(
                        "\"stack\":{\"current\":1,\"stack\":[\""
                                + B.hash()
                                + "\",\""
                                + A.hash()
                                + "\"]}")
                .contains("\"steps\":{\"" + A.hash() + "\":null,\"" + B.hash() + "\":{\"data\":1}}")
                .contains("\"step_id\":\"step\"");
        assertThat(call.headers())
                .containsEntry("x-inngest-step-id", A.hash())
                .containsEntry("x-inngest-req-version", "2")
                .containsEntry("x-inngest-generation-id", "2");
    }

    @Test
    void whatIsNoPartOfTheStackYetIsNotSent() {
        SdkCall call =
                withMemos(
                        Map.of(A, CanonicalJson.NULL, StepId.of("c"), CanonicalJson.NULL),
                        Optional.empty());
        assertThat(call.steps()).hasToString("{\"" + A.hash() + "\":null}");
    }

    @Test
    void aLargeStateIsLeftToBeFetchedByWhoIsKnownToFetchIt() {
        CanonicalJson large =
                Recorded.json("{\"data\":\"" + "x".repeat(SdkCall.MOST_BYTES) + "\"}");
        SdkCall call = withMemos(Map.of(A, large), Optional.empty());
        String body = fitting(call, JS).toString();

        assertThat(body).contains("\"steps\":{}").contains("\"use_api\":true,\"version\"");
        assertThat(body).contains("\"event\":{").doesNotContain("\"events\":[]");
        for (String sdk : List.of("inngest-kt:0.2.2", "go:v0.16.0")) {
            SdkName name = SdkName.of(sdk);
            assertThat(call.body(name))
                    .isInstanceOfSatisfying(
                            SdkCall.Body.TooLarge.class,
                            tooLarge ->
                                    assertThat(tooLarge.why())
                                            .contains(
                                                    "more than 4194304",
                                                    "(" + name.language() + ")"));
        }
    }

    @Test
    void aJobIsNamedToCheckpointsAsTheyNameItBack() {
        assertThat(SdkCall.queueItem("2xn0kvbfo3r4o"))
                .isEqualTo("MnhuMGt2YmZvM3I0bzo6ZGVmYXVsdA==");
    }

    @ParameterizedTest
    @CsvSource({
        "http://h/api?fnId=a&stepId=step, http://h/api?fnId=a&stepId=S",
        "http://h/api?fnId=a&step=step, http://h/api?fnId=a&step=step&stepId=S",
        "http://h/api?z=1&deployId=d%20p&stepId=x&fnId=a#f,"
                + " http://h/api?deployId=d%20p&fnId=a&stepId=S&z=1",
        "http://h/api, http://h/api?stepId=S"
    })
    void theStepStandsInTheQueryWhoseOtherPartsStay(String registered, String url) {
        SdkCall call = withMemos(Map.of(), Optional.of(new StepId("S")));
        assertThat(call.url(registered)).isEqualTo(url);
    }
}
