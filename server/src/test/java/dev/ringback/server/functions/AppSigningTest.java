package dev.ringback.server.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.protocol.FunctionKey;
import dev.ringback.protocol.FunctionSignature;
import dev.ringback.protocol.HeaderValues;
import dev.ringback.server.functions.apps.AppSigning;
import dev.ringback.server.functions.sdk.SdkName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the server and an app show each other, with values that SDKs sent. */
final class AppSigningTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_795_224_216);
    private static final FunctionKey KEY =
            FunctionKey.of("signkey-prod-0123456789abcdef0123456789abcdef");
    private static final FunctionKey OTHER = FunctionKey.of("ab".repeat(16));
    private static final byte[] NULL = "null".getBytes(StandardCharsets.UTF_8);
    private static final HeaderValues ANSWER =
            HeaderValues.of(
                    Map.of(
                            FunctionSignature.HEADER,
                            List.of(
                                    "t=1795224216&s=9afa9aaffe3ef0fa4bd1429a506bf8e5"
                                            + "eaee6ef1521f460c4eb900a95a857f6e")));
    private static final HeaderValues NONE = HeaderValues.of(Map.of());

    private static AppSigning production(FunctionKey current, FunctionKey fallback) {
        return new AppSigning(false, Optional.of(current), Optional.of(fallback));
    }

    @Test
    void requestsAreSignedWithTheCurrentKey() {
        List<Header> signed = production(KEY, OTHER).sign(new byte[0], NOW.minusSeconds(1));
        assertThat(signed)
                .containsExactly(
                        new Header(
                                "x-inngest-signature",
                                "t=1795224215&s=af6cee4fb878f233e9371b9be420a587"
                                        + "c8b63abbcb99a89a6c74525272949920"));
        assertThat(new AppSigning(true, Optional.empty(), Optional.empty()).sign(NULL, NOW))
                .isEmpty();
    }

    @Test
    void answersAreBelievedThatEitherKeySigned() {
        assertThat(production(KEY, OTHER).problemWith(ANSWER, NULL, NOW)).isEmpty();
        assertThat(production(OTHER, KEY).problemWith(ANSWER, NULL, NOW)).isEmpty();
    }

    @Test
    void whyAnAnswerIsNotBelievedIsSaidInWords() {
        AppSigning signing = production(KEY, OTHER);
        assertThat(signing.problemWith(NONE, NULL, NOW).orElseThrow())
                .contains("x-inngest-signature is missing", "INNGEST_DEV");
        assertThat(signing.problemWith(ANSWER, new byte[] {'1'}, NOW).orElseThrow())
                .contains("INNGEST_SIGNING_KEY");
        assertThat(signing.problemWith(ANSWER, NULL, NOW.plusSeconds(301)).orElseThrow())
                .contains("clocks");
        assertThat(
                        new AppSigning(false, Optional.empty(), Optional.empty())
                                .problemWith(ANSWER, NULL, NOW)
                                .orElseThrow())
                .contains("RINGBACK_SIGNING_KEY");
    }

    @Test
    void ofAnSdkThatSignsNoAnswersThoseWithoutASignatureAreBelieved() {
        AppSigning signing = production(KEY, OTHER);
        for (String sdk : List.of("go:v0.16.0", "inngest-kt:0.2.2")) {
            SdkName name = SdkName.of(sdk);
            assertThat(signing.problemWith(name, NONE, NULL, NOW)).isEmpty();
            assertThat(signing.problemWith(name, ANSWER, NULL, NOW)).isEmpty();
            assertThat(signing.problemWith(name, ANSWER, new byte[] {'1'}, NOW)).isPresent();
            assertThat(
                            new AppSigning(false, Optional.empty(), Optional.empty())
                                    .problemWith(name, NONE, NULL, NOW))
                    .isPresent();
        }
        for (String sdk : List.of("js:v4.24.0", "py:v0.5.19", "another:v1", "")) {
            SdkName name = SdkName.of(sdk);
            assertThat(signing.problemWith(name, NONE, NULL, NOW)).isPresent();
            assertThat(signing.problemWith(name, ANSWER, NULL, NOW)).isEmpty();
        }
    }

    @Test
    void whatEndsTheLineBehindWhatWasSignedTakesNothingAway() {
        AppSigning signing = production(KEY, OTHER);
        byte[] line = "null\n".getBytes(StandardCharsets.UTF_8);
        assertThat(signing.problemWith(ANSWER, line, NOW)).isEmpty();
        for (String other : List.of("null\n\n", "null ", "\nnull", "nul\n")) {
            assertThat(signing.problemWith(ANSWER, other.getBytes(StandardCharsets.UTF_8), NOW))
                    .as(other)
                    .isPresent();
        }
    }

    @Test
    void whileDevelopingEverythingIsBelieved() {
        AppSigning dev = new AppSigning(true, Optional.of(KEY), Optional.empty());
        assertThat(dev.isDev()).isTrue();
        assertThat(dev.problemWith(NONE, NULL, NOW)).isEmpty();
        assertThat(dev.sign(NULL, NOW)).isNotEmpty();
    }
}
