package dev.ringback.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.protocol.Verification.Reason;
import dev.ringback.protocol.Verification.Rejected;
import dev.ringback.protocol.Verification.Verified;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionSignatureTest {

    private static final long SECONDS = 1_729_168_452L;
    private static final Instant NOW = Instant.ofEpochSecond(SECONDS);
    private static final byte[] BODY = Vectors.utf8("{\"event\":\"ok\"}");
    private static final PredictionSecret SECRET = PredictionSecret.of("top-secret");
    private static final PredictionSecret OTHER = PredictionSecret.of("whsec_b3RoZXI=");
    private static final String V1 =
            "v1=c2b2bd37436ea10e91d34e468b99f787a601647d983b8d79249241909d3929f9";
    private static final String WRONG =
            "v1=c2b2bd37436ea10e91d34e468b99f787a601647d983b8d79249241909d3929f8";
    private static final String HEADER = "t=" + SECONDS + "," + V1;

    private static Verification verify(String value, Instant now) {
        return verify(value, List.of(SECRET), now);
    }

    private static Verification verify(String value, List<PredictionSecret> keys, Instant now) {
        HeaderValues headers = HeaderValues.of(Map.of("WriftAI-Webhook-Signature", List.of(value)));
        return PredictionSignature.verify(
                headers, BODY, keys, PredictionSignature.DEFAULT_TOLERANCE, now);
    }

    private static String outcome(Verification verification) {
        return verification instanceof Rejected rejected ? rejected.reason().name() : "VERIFIED";
    }

    @ParameterizedTest
    @CsvSource({
        "abcd1234,123,34f9f8c8899717f160b0d2374f69805e08c94e169da3803fbd54950f90b5fde0",
        "top-secret,1729168452,c2b2bd37436ea10e91d34e468b99f787a601647d983b8d79249241909d3929f9"
    })
    void knownSignaturesAreMade(String secret, long seconds, String v1) {
        PredictionSecret key = PredictionSecret.of(secret);

        String header = PredictionSignature.header(List.of(key), seconds, BODY);

        assertThat(header).isEqualTo("t=" + seconds + ",v1=" + v1);
        assertThat(verify(header, List.of(key), Instant.ofEpochSecond(seconds)))
                .isEqualTo(new Verified("", Instant.ofEpochSecond(seconds)));
    }

    @Test
    void theTextIsTheKeyWhateverItLooksLike() {
        assertThat(PredictionSignature.header(List.of(PredictionSecret.of("whsec_AAAA")), 1, BODY))
                .isEqualTo(
                        "t=1,v1=7a2b04a33599f2d22a45b13615decfa421c91bac2af11340370cb9ae223fbdb4");
        assertThat(PredictionSignature.header(List.of(PredictionSecret.of("gehe\u00efm")), 1, BODY))
                .isEqualTo(
                        "t=1,v1=ef347a03400d54d9931cce2ea658dbe83eed6d01778ffbdeee8dc6032879fb73");
    }

    @Test
    void theSegmentsOfABodyAreSignedAsOne() {
        assertThat(
                        PredictionSignature.header(
                                List.of(SECRET),
                                SECONDS,
                                Vectors.utf8("{\"event\""),
                                Vectors.utf8(":\"ok\"}")))
                .isEqualTo(HEADER);
    }

    @Test
    void theCurrentSecretSignsFirstAndEitherVerifies() {
        String header = PredictionSignature.header(List.of(SECRET, OTHER), SECONDS, BODY);

        assertThat(header).startsWith(HEADER + ",v1=").doesNotContain(" ");
        assertThat(outcome(verify(header, List.of(SECRET), NOW))).isEqualTo("VERIFIED");
        assertThat(outcome(verify(header, List.of(OTHER), NOW))).isEqualTo("VERIFIED");
    }

    @Test
    void oneRightSignatureAmongSeveralSuffices() {
        String header = "v2=x,t=" + SECONDS + "," + WRONG + "," + V1;

        assertThat(outcome(verify(header, List.of(OTHER, SECRET), NOW))).isEqualTo("VERIFIED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                WRONG,
                "v1=",
                "v1=C2B2BD37436EA10E91D34E468B99F787A601647D983B8D79249241909D3929F9",
                V1 + " ",
                V1 + "0",
                "v1=\u00e9"
            })
    void aWrongSignatureIsAMismatch(String signature) {
        assertThat(outcome(verify("t=" + SECONDS + "," + signature, NOW)))
                .isEqualTo("SIGNATURE_MISMATCH");
    }

    @Test
    void aChangedBodyTimestampOrSecretIsAMismatch() {
        HeaderValues headers =
                HeaderValues.of(Map.of(WebhookHeaders.PREDICTION_SIGNATURE, List.of(HEADER)));
        assertThat(
                        outcome(
                                PredictionSignature.verify(
                                        headers,
                                        Vectors.utf8("{\"event\":\"no\"}"),
                                        List.of(SECRET),
                                        PredictionSignature.DEFAULT_TOLERANCE,
                                        NOW)))
                .isEqualTo("SIGNATURE_MISMATCH");
        assertThat(outcome(verify("t=" + (SECONDS + 1) + "," + V1, NOW)))
                .isEqualTo("SIGNATURE_MISMATCH");
        assertThat(outcome(verify(HEADER, List.of(OTHER), NOW))).isEqualTo("SIGNATURE_MISMATCH");
    }

    @ParameterizedTest
    @CsvSource({
        "0, VERIFIED",
        "-300, VERIFIED",
        "-301, TIMESTAMP_TOO_OLD",
        "300, VERIFIED",
        "301, TIMESTAMP_TOO_NEW"
    })
    void theTimestampMayLieFiveMinutesFromNow(long offsetSeconds, String expected) {
        assertThat(outcome(verify(HEADER, NOW.minusSeconds(offsetSeconds)))).isEqualTo(expected);
    }

    @Test
    void theTimeIsJudgedBeforeTheSignature() {
        assertThat(verify("t=" + SECONDS + "," + WRONG, NOW.plusSeconds(301)))
                .isEqualTo(
                        new Rejected(
                                Reason.TIMESTAMP_TOO_OLD,
                                "timestamp is 301 s old, more than PT5M"));
    }

    @Test
    void theToleranceCanBeChosen() {
        HeaderValues headers =
                HeaderValues.of(Map.of(WebhookHeaders.PREDICTION_SIGNATURE, List.of(HEADER)));
        for (int late = 10; late <= 11; late++) {
            Verification verification =
                    PredictionSignature.verify(
                            headers,
                            BODY,
                            List.of(SECRET),
                            Duration.ofSeconds(10),
                            NOW.plusSeconds(late));
            assertThat(verification instanceof Verified).isEqualTo(late == 10);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v1=00",
                "garbage",
                ",",
                "t=,v1=00",
                "t=01729168452,v1=00",
                "t=1729168452.0,v1=00",
                "t=-5,v1=00",
                " t=1729168452,v1=00",
                "t =1729168452,v1=00",
                "t=1234567890123,v1=00",
                "t=1729168452,t=1729168452,v1=00"
            })
    void aTimestampThatIsNotOneWholeNumberIsMalformed(String header) {
        assertThat(outcome(verify(header, NOW))).isEqualTo("MALFORMED_TIMESTAMP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"t=1729168452", "t=1729168452,v2=00", "t=1729168452, v1=00"})
    void withoutASignatureOfTheSchemeThereIsNothingToCheck(String header) {
        assertThat(verify(header, NOW))
                .isEqualTo(
                        new Rejected(
                                Reason.NO_SUPPORTED_SIGNATURE,
                                "header wriftai-webhook-signature has no signature of version v1"));
    }

    @Test
    void theHeaderMustBeThereOnce() {
        assertThat(outcome(verify("", NOW))).isEqualTo("MISSING_HEADER");
        for (List<String> values : List.of(List.<String>of(), List.of(HEADER, HEADER))) {
            Verification verification =
                    PredictionSignature.verify(
                            any -> values,
                            BODY,
                            List.of(SECRET),
                            PredictionSignature.DEFAULT_TOLERANCE,
                            NOW);
            assertThat(outcome(verification))
                    .isEqualTo(values.isEmpty() ? "MISSING_HEADER" : "DUPLICATE_HEADER");
        }
    }

    @Test
    void aStrangerDoesNotChooseHowMuchIsChecked() {
        String most = "t=" + SECONDS + ",v1=00".repeat(31) + "," + V1;
        assertThat(outcome(verify(most, NOW))).isEqualTo("VERIFIED");
        assertThat(outcome(verify(most + ",v1=00", NOW))).isEqualTo("TOO_MANY_SIGNATURES");
    }

    @Test
    void whatCannotBeSignedIsRefused() {
        assertThatThrownBy(() -> PredictionSignature.header(List.of(), 1, BODY))
                .hasMessage("signing needs 1 to 32 secrets, not 0");
        List<PredictionSecret> many = Collections.nCopies(33, SECRET);
        assertThatThrownBy(() -> PredictionSignature.header(many, 1, BODY))
                .hasMessage("signing needs 1 to 32 secrets, not 33");
        assertThatThrownBy(() -> PredictionSignature.header(List.of(SECRET), -1, BODY))
                .hasMessageContaining("timestamp is outside");
    }

    @Test
    void aSecretHasBoundsAndIsNotShown() {
        assertThatThrownBy(() -> PredictionSecret.of(""))
                .isInstanceOf(MalformedKeyException.class)
                .hasMessage("secret has 0 characters, not 1 to 1024");
        assertThat(PredictionSecret.problemWith("x".repeat(1_024))).isEmpty();
        assertThat(PredictionSecret.problemWith("x".repeat(1_025)))
                .contains("has 1025 characters, not 1 to 1024");
        assertThat(SECRET.toString()).isEqualTo("PredictionSecret[redacted, 10 bytes]");
    }
}
