package dev.ringback.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.protocol.Verification.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The values were seen on the wire between SDKs and a server that share this key. */
final class FunctionSignatureTest {

    private static final String HEX = "0123456789abcdef0123456789abcdef";
    private static final String HASH =
            "223e0a160af9da0a03e6dd2c4719c56f5d66a633cbe84e78aaa9f3735865522a";
    private static final FunctionKey KEY = FunctionKey.of("signkey-prod-" + HEX);
    private static final FunctionKey OTHER = FunctionKey.of("ab".repeat(16));
    private static final Instant NOW = Instant.ofEpochSecond(1_795_224_216);
    private static final byte[] BODY =
            ("{\"ctx\":{\"attempt\":0,\"run_id\":\"01A\",\"stack\":{\"current\":0,\"stack\":[]}},"
                            + "\"event\":{\"data\":{\"a\":[1,1e+21,0.1,0],\"b\":1},"
                            + "\"name\":\"demo/plain\"},"
                            + "\"events\":[{\"data\":{\"a\":2,\"b\":1},\"name\":\"demo/plain\"}],"
                            + "\"steps\":{},\"version\":2}")
                    .getBytes(StandardCharsets.UTF_8);
    private static final String SIGNATURE =
            "t=1795224216&s=dafe34386685cb70a457c616b7a27aab292b49bf89b6442144d15531875ce710";

    private static Verification verify(String header, byte[] body, FunctionKey... keys) {
        return FunctionSignature.verify(
                HeaderValues.of(Map.of("X-Inngest-Signature", List.of(header))),
                body,
                List.of(keys),
                FunctionSignature.DEFAULT_TOLERANCE,
                NOW);
    }

    private static Reason reason(Verification verification) {
        return ((Verification.Rejected) verification).reason();
    }

    @Test
    void aBodyIsSignedAsSdksExpectIt() {
        assertThat(FunctionSignature.header(KEY, 1_795_224_216, BODY)).isEqualTo(SIGNATURE);
        assertThat(FunctionSignature.header(KEY, 1_795_224_215))
                .isEqualTo(
                        "t=1795224215"
                                + "&s=af6cee4fb878f233e9371b9be420a587c8b63abbcb99a89a6c74525272949920");
    }

    @Test
    void theAnswerOfAnSdkIsBelieved() {
        String answer =
                "t=1795224216&s=9afa9aaffe3ef0fa4bd1429a506bf8e5eaee6ef1521f460c4eb900a95a857f6e";
        byte[] body = "null".getBytes(StandardCharsets.UTF_8);
        assertThat(verify(answer, body, KEY)).isInstanceOf(Verification.Verified.class);
        assertThat(verify(answer, body, OTHER, KEY)).isInstanceOf(Verification.Verified.class);
    }

    @Test
    void whatWasChangedOrSignedByAnotherIsNot() {
        byte[] changed = BODY.clone();
        changed[changed.length - 2] = '3';
        assertThat(reason(verify(SIGNATURE, changed, KEY))).isEqualTo(Reason.SIGNATURE_MISMATCH);
        assertThat(reason(verify(SIGNATURE, BODY, OTHER))).isEqualTo(Reason.SIGNATURE_MISMATCH);
        assertThat(reason(verify(SIGNATURE, BODY))).isEqualTo(Reason.SIGNATURE_MISMATCH);
    }

    @Test
    void aSignatureIsGoodForFiveMinutesEitherWay() {
        for (long off : new long[] {-300, 300}) {
            String header = FunctionSignature.header(KEY, NOW.getEpochSecond() + off, BODY);
            assertThat(verify(header, BODY, KEY)).isInstanceOf(Verification.Verified.class);
        }
        String old = FunctionSignature.header(KEY, NOW.getEpochSecond() - 301, BODY);
        assertThat(reason(verify(old, BODY, KEY))).isEqualTo(Reason.TIMESTAMP_TOO_OLD);
        String early = FunctionSignature.header(KEY, NOW.getEpochSecond() + 301, BODY);
        assertThat(reason(verify(early, BODY, KEY))).isEqualTo(Reason.TIMESTAMP_TOO_NEW);
    }

    @Test
    void aHeaderOfAnotherFormIsToldFromAWrongSignature() {
        assertThat(reason(verify("", BODY, KEY))).isEqualTo(Reason.MISSING_HEADER);
        assertThat(reason(verify("t=&s=00", BODY, KEY))).isEqualTo(Reason.MALFORMED_TIMESTAMP);
        assertThat(reason(verify("t=1795224216", BODY, KEY)))
                .isEqualTo(Reason.NO_SUPPORTED_SIGNATURE);
        Verification twice =
                FunctionSignature.verify(
                        HeaderValues.of(
                                Map.of(FunctionSignature.HEADER, List.of(SIGNATURE, SIGNATURE))),
                        BODY,
                        List.of(KEY),
                        Duration.ofMinutes(5),
                        NOW);
        assertThat(reason(twice)).isEqualTo(Reason.DUPLICATE_HEADER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer signkey-prod-" + HASH,
                "Bearer signkey-test-" + HASH,
                "Bearer " + HASH,
                "bearer " + HASH,
                "Bearer signkey-prod-" + HEX,
                "Bearer " + HEX
            })
    void anAppMayShowTheKeyInEachWayThatSdksDo(String authorization) {
        assertThat(KEY.isShownBy(authorization)).isTrue();
        assertThat(OTHER.isShownBy(authorization)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer undefined", "Basic " + HASH, HASH})
    void whatShowsNoKeyIsNotAdmitted(String authorization) {
        assertThat(KEY.isShownBy(authorization)).isFalse();
    }

    @Test
    void aKeyIsTheSameWithItsPrefixAndWithout() {
        assertThat(KEY.hash()).isEqualTo(HASH);
        assertThat(FunctionKey.of(HEX).hash()).isEqualTo(HASH);
        assertThat(KEY).hasToString("FunctionKey[redacted, 32 hex digits]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "signkey-prod-", "abc", "signkey-prod-xyz0", "signkey-a-b-00"})
    void whatIsNoKeySaysWhyWithoutRepeatingIt(String text) {
        assertThat(FunctionKey.problemWith(text)).isPresent();
        assertThatThrownBy(() -> FunctionKey.of(text)).hasMessageStartingWith("signing key ");
    }
}
