package dev.ringback.protocol;

import static dev.ringback.protocol.Vectors.BODY;
import static dev.ringback.protocol.Vectors.ED25519_SIGNATURE;
import static dev.ringback.protocol.Vectors.LAST_CHARACTER_WRONG;
import static dev.ringback.protocol.Vectors.SECRET;
import static dev.ringback.protocol.Vectors.SIGNATURE;
import static dev.ringback.protocol.Vectors.TIMESTAMP;
import static dev.ringback.protocol.Vectors.VERIFYING_KEY;
import static dev.ringback.protocol.Vectors.WRONG;
import static dev.ringback.protocol.Vectors.WRONG_V2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.ringback.protocol.Verification.Reason;
import dev.ringback.protocol.Verification.Rejected;
import dev.ringback.protocol.Verification.Verified;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookVerifierTest {

    private static final Instant NOW = Instant.ofEpochSecond(TIMESTAMP);
    private static final SymmetricKey KEY = SymmetricKey.parse(SECRET);
    private static final SymmetricKey OTHER_KEY = SymmetricKey.generate(new Random(1));

    private final WebhookVerifier verifier = WebhookVerifier.of(KEY);

    @Test
    void theRightSignatureIsVerified() {
        assertThat(verifier.verify(request(SIGNATURE), BODY, NOW))
                .isEqualTo(new Verified(Vectors.ID, NOW));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                LAST_CHARACTER_WRONG,
                WRONG,
                "v1,",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=x",
                "v1,g0hM9SsE\u00e9",
                WRONG_V2 + " " + WRONG
            })
    void aWrongSignatureIsAMismatch(String signature) {
        assertRejected(request(signature), Reason.SIGNATURE_MISMATCH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                WRONG_V2,
                "v1",
                " ",
                "garbage",
                ED25519_SIGNATURE,
                "V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
            })
    void otherVersionsAloneAreNotSupported(String signature) {
        assertRejected(request(signature), Reason.NO_SUPPORTED_SIGNATURE);
    }

    @Test
    void oneRightSignatureAmongSeveralSuffices() {
        String header = WRONG + " " + WRONG_V2 + "  garbage " + SIGNATURE + " " + WRONG;
        assertThat(verifier.verify(request(header), BODY, NOW)).isInstanceOf(Verified.class);
    }

    @Test
    void everyKeyIsTried() {
        WebhookVerifier rotating = WebhookVerifier.of(OTHER_KEY, KEY);
        assertThat(rotating.verify(request(SIGNATURE), BODY, NOW)).isInstanceOf(Verified.class);
        assertThat(WebhookVerifier.of(OTHER_KEY).verify(request(SIGNATURE), BODY, NOW))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void anEd25519SignatureIsVerifiedByThePublicKey() {
        WebhookVerifier open = WebhookVerifier.of(VerifyingKey.parse(VERIFYING_KEY));
        assertThat(open.verify(request(ED25519_SIGNATURE), BODY, NOW)).isInstanceOf(Verified.class);
        assertThat(open.verify(request(ED25519_SIGNATURE), Vectors.utf8("{}"), NOW))
                .asInstanceOf(type(Rejected.class))
                .extracting(Rejected::reason)
                .isEqualTo(Reason.SIGNATURE_MISMATCH);
    }

    @Test
    void keysOfBothSortsWorkTogether() {
        WebhookVerifier both = WebhookVerifier.of(OTHER_KEY, TrustedKey.parse(VERIFYING_KEY));
        assertThat(both.verify(request(WRONG + " " + ED25519_SIGNATURE), BODY, NOW))
                .isInstanceOf(Verified.class);
    }

    @Test
    void aHeaderSignedWithOldAndNewSecretIsVerifiedByEither() {
        SigningKey asymmetric = SigningKey.parse(Vectors.SIGNING_KEY);
        String header =
                StandardWebhooks.signatureHeader(
                        List.of(OTHER_KEY, KEY, asymmetric), Vectors.ID, TIMESTAMP, BODY);
        assertThat(header).endsWith(" " + SIGNATURE + " " + ED25519_SIGNATURE);
        for (TrustedKey key : List.of(KEY, OTHER_KEY, asymmetric.verifyingKey())) {
            assertThat(WebhookVerifier.of(key).verify(request(header), BODY, NOW))
                    .isInstanceOf(Verified.class);
        }
    }

    @Test
    void aHeaderNeedsOneKeyAndNotTooMany() {
        assertThat(StandardWebhooks.signatureHeader(List.of(KEY), Vectors.ID, TIMESTAMP, BODY))
                .isEqualTo(SIGNATURE);
        assertThatThrownBy(() -> StandardWebhooks.signatureHeader(List.of(), "msg_1", 1))
                .isInstanceOf(IllegalArgumentException.class);
        List<SymmetricKey> many = Collections.nCopies(33, KEY);
        assertThatThrownBy(() -> StandardWebhooks.signatureHeader(many, "msg_1", 1))
                .hasMessage("signing needs 1 to 32 keys, not 33");
    }

    @Test
    void aChangedBodyIdOrTimestampIsAMismatch() {
        assertThat(verifier.verify(request(SIGNATURE), Vectors.utf8("{\"test\":2432232314}"), NOW))
                .isInstanceOf(Rejected.class);
        assertRejected(with("webhook-id", "msg_other"), Reason.SIGNATURE_MISMATCH);
        assertRejected(
                with("webhook-timestamp", Long.toString(TIMESTAMP + 1)), Reason.SIGNATURE_MISMATCH);
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
        Instant now = NOW.minusSeconds(offsetSeconds);
        assertThat(outcome(verifier.verify(request(SIGNATURE), BODY, now))).isEqualTo(expected);
    }

    @Test
    void fractionsOfASecondDoNotCount() {
        Instant late = NOW.plusSeconds(300).plusMillis(999);
        assertThat(verifier.verify(request(SIGNATURE), BODY, late)).isInstanceOf(Verified.class);
    }

    @Test
    void theToleranceCanBeChosen() {
        WebhookVerifier strict = new WebhookVerifier(List.of(KEY), Duration.ofSeconds(10));
        assertThat(outcome(strict.verify(request(SIGNATURE), BODY, NOW.plusSeconds(10))))
                .isEqualTo("VERIFIED");
        assertThat(outcome(strict.verify(request(SIGNATURE), BODY, NOW.plusSeconds(11))))
                .isEqualTo("TIMESTAMP_TOO_OLD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "1614265330.0",
                "-1614265330",
                "+1614265330",
                "01614265330",
                " 1614265330",
                "1614265330\u0660",
                "0x10",
                "1000000000000",
                "99999999999999999999"
            })
    void aTimestampThatIsNoWholeNumberIsMalformed(String timestamp) {
        assertRejected(with("webhook-timestamp", timestamp), Reason.MALFORMED_TIMESTAMP);
    }

    @Test
    void theFarthestTimestampsAreJudgedWithoutOverflow() {
        assertRejected(with("webhook-timestamp", "999999999999"), Reason.TIMESTAMP_TOO_NEW);
        assertRejected(with("webhook-timestamp", "0"), Reason.TIMESTAMP_TOO_OLD);
        assertThat(outcome(verifier.verify(request(SIGNATURE), BODY, Instant.MIN)))
                .isEqualTo("TIMESTAMP_TOO_NEW");
    }

    @ParameterizedTest
    @ValueSource(strings = {"msg.1", "msg 1", "m\u00fcg"})
    void anIdThatNobodyMaySignIsMalformed(String id) {
        assertRejected(with("webhook-id", id), Reason.MALFORMED_ID);
    }

    @Test
    void aFullStopInTheIdCannotMoveTheBodysBorder() {
        String id = "msg_1";
        byte[] body = Vectors.utf8(TIMESTAMP + ".{}");
        String signature = KEY.sign(id, 1, body);
        Map<String, List<String>> forged = new HashMap<>();
        forged.put("webhook-id", List.of(id + ".1"));
        forged.put("webhook-timestamp", List.of(Long.toString(TIMESTAMP)));
        forged.put("webhook-signature", List.of(signature));
        assertThat(outcome(verifier.verify(HeaderValues.of(forged), Vectors.utf8("{}"), NOW)))
                .isEqualTo("MALFORMED_ID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook-id", "webhook-timestamp", "webhook-signature"})
    void everyHeaderIsNeededOnce(String name) {
        Map<String, List<String>> absent = headers("webhook-", SIGNATURE);
        absent.remove(name);
        assertRejected(HeaderValues.of(absent), Reason.MISSING_HEADER);
        assertRejected(with(name, ""), Reason.MISSING_HEADER);

        Map<String, List<String>> twice = headers("webhook-", SIGNATURE);
        twice.computeIfPresent(name, (any, once) -> List.of(once.get(0), once.get(0)));
        assertRejected(HeaderValues.of(twice), Reason.DUPLICATE_HEADER);
    }

    @Test
    void aDuplicateCannotHideBehindTheCaseOfItsName() {
        Map<String, List<String>> headers = headers("webhook-", SIGNATURE);
        headers.put("Webhook-Id", List.of("msg_other"));
        assertRejected(HeaderValues.of(headers), Reason.DUPLICATE_HEADER);
    }

    @Test
    void headerNamesIgnoreCase() {
        assertThat(verifier.verify(HeaderValues.of(headers("WEBHOOK-", SIGNATURE)), BODY, NOW))
                .isInstanceOf(Verified.class);
    }

    @Test
    void svixNamesAreReadToo() {
        assertThat(verifier.verify(HeaderValues.of(headers("svix-", SIGNATURE)), BODY, NOW))
                .isInstanceOf(Verified.class);
    }

    @Test
    void theTwoFamiliesOfNamesAreNotMixed() {
        Map<String, List<String>> headers = headers("svix-", SIGNATURE);
        List<String> id = headers.remove("svix-id");
        headers.put("webhook-id", id == null ? List.of() : id);
        assertRejected(HeaderValues.of(headers), Reason.MISSING_HEADER);
    }

    @Test
    void theStandardNamesGoBeforeSvixNames() {
        Map<String, List<String>> headers = headers("svix-", SIGNATURE);
        headers.putAll(headers("webhook-", WRONG));
        assertRejected(HeaderValues.of(headers), Reason.SIGNATURE_MISMATCH);
    }

    @Test
    void theNumberOfSignaturesIsBounded() {
        String atTheLimit = (WRONG + " ").repeat(31) + SIGNATURE;
        assertThat(verifier.verify(request(atTheLimit), BODY, NOW)).isInstanceOf(Verified.class);
        assertRejected(request((WRONG + " ").repeat(32) + SIGNATURE), Reason.TOO_MANY_SIGNATURES);
    }

    @Test
    void aRejectionIsExplainedInWords() {
        assertThat(verifier.verify(request(SIGNATURE), BODY, NOW.plusSeconds(400)))
                .isEqualTo(
                        new Rejected(
                                Reason.TIMESTAMP_TOO_OLD,
                                "timestamp is 400 s old, more than PT5M"));
        assertThat(verifier.verify(request(WRONG_V2), BODY, NOW))
                .isEqualTo(
                        new Rejected(Reason.NO_SUPPORTED_SIGNATURE, "no signature of version v1"));
    }

    @Test
    void aVerifierNeedsAKeyAndATolerance() {
        assertThatThrownBy(WebhookVerifier::of).hasMessage("a verifier needs at least one key");
        assertThatThrownBy(() -> new WebhookVerifier(List.of(KEY), Duration.ofSeconds(-1)))
                .hasMessage("tolerance is negative: PT-1S");
    }

    @Test
    void toStringHidesTheSecret() {
        assertThat(verifier.toString()).contains("redacted").doesNotContain("MfKQ");
    }

    private void assertRejected(HeaderValues headers, Reason reason) {
        assertThat(outcome(verifier.verify(headers, BODY, NOW))).isEqualTo(reason.name());
    }

    private static String outcome(Verification verification) {
        return verification instanceof Rejected rejected ? rejected.reason().name() : "VERIFIED";
    }

    private static HeaderValues request(String signature) {
        return HeaderValues.of(headers("webhook-", signature));
    }

    private static HeaderValues with(String name, String value) {
        Map<String, List<String>> headers = headers("webhook-", SIGNATURE);
        headers.put(name, List.of(value));
        return HeaderValues.of(headers);
    }

    private static Map<String, List<String>> headers(String prefix, String signature) {
        Map<String, List<String>> headers = new HashMap<>();
        headers.put(prefix + "id", List.of(Vectors.ID));
        headers.put(prefix + "timestamp", List.of(Long.toString(TIMESTAMP)));
        headers.put(prefix + "signature", List.of(signature));
        return headers;
    }
}
