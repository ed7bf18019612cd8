package dev.ringback.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is just within a bound passes, and what is just beyond it does not. */
class BoundsTest {

    private static final long LAST = 999_999_999_999L;
    private static final SymmetricKey KEY = SymmetricKey.parse(Vectors.SECRET);
    private static final PredictionSecret SECRET = PredictionSecret.of("top-secret");

    @ParameterizedTest
    @ValueSource(longs = {0, 1, LAST})
    void timestampsUpToTwelveDigitsAreSigned(long seconds) {
        assertThatCode(() -> KEY.sign("msg_1", seconds, Vectors.BODY)).doesNotThrowAnyException();
        assertThat(PredictionSignature.header(List.of(SECRET), seconds, Vectors.BODY))
                .startsWith("t=" + seconds + ",v1=");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, LAST + 1})
    void othersAreNot(long seconds) {
        assertThatThrownBy(() -> KEY.sign("msg_1", seconds, Vectors.BODY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PredictionSignature.header(List.of(SECRET), seconds, Vectors.BODY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void idsHaveUpTo256Characters() {
        assertThat(KEY.sign("m".repeat(256), 1, Vectors.BODY)).startsWith("v1,");
        assertThatThrownBy(() -> KEY.sign("m".repeat(257), 1, Vectors.BODY))
                .hasMessageContaining("257");
        assertThat(KEY.sign("!~", 1, Vectors.BODY)).startsWith("v1,");
        assertThatThrownBy(() -> KEY.sign("a b", 1, Vectors.BODY)).hasMessageContaining("index 1");
        assertThatThrownBy(() -> KEY.sign("a\u007f", 1, Vectors.BODY))
                .hasMessageContaining("index 1");
    }

    @Test
    void aTimestampMayLieAsFarAsTheToleranceBothWays() {
        Instant sent = Instant.ofEpochSecond(1_000);
        Duration tolerance = Duration.ofSeconds(5);
        assertThat(SignedContent.untimely(1_000, sent.plusSeconds(5), tolerance)).isEmpty();
        assertThat(SignedContent.untimely(1_000, sent.minusSeconds(5), tolerance)).isEmpty();
        assertThat(SignedContent.untimely(1_000, sent.plusSeconds(6), tolerance).toString())
                .contains("is 6 s old");
        assertThat(SignedContent.untimely(1_000, sent.minusSeconds(6), tolerance).toString())
                .contains("is 6 s ahead");
    }

    @Test
    void aSecretHasUpTo1024Characters() {
        assertThat(PredictionSecret.problemWith("s")).isEmpty();
        assertThat(PredictionSecret.problemWith("s".repeat(1024))).isEmpty();
        assertThat(PredictionSecret.problemWith("s".repeat(1025))).isPresent();
        assertThat(PredictionSecret.problemWith("")).isPresent();
    }

    @Test
    void asManySignaturesAreWrittenAsAreRead() {
        Instant now = Instant.ofEpochSecond(1);
        List<PredictionSecret> most =
                Collections.nCopies(PredictionSignature.MAX_SIGNATURES, SECRET);
        String header = PredictionSignature.header(most, 1, Vectors.BODY);
        Map<String, List<String>> headers =
                Map.of(WebhookHeaders.PREDICTION_SIGNATURE, List.of(header));
        assertThat(
                        PredictionSignature.verify(
                                name -> headers.getOrDefault(name, List.of()),
                                Vectors.BODY,
                                List.of(SECRET),
                                Duration.ZERO,
                                now))
                .isInstanceOf(Verification.Verified.class);
        List<PredictionSecret> more =
                Collections.nCopies(PredictionSignature.MAX_SIGNATURES + 1, SECRET);
        assertThatThrownBy(() -> PredictionSignature.header(more, 1, Vectors.BODY))
                .hasMessageContaining("33");
    }

    @Test
    void asManyWebhookSignaturesAreWrittenAsAreRead() {
        List<WebhookSigner> most = Collections.nCopies(StandardWebhooks.MAX_SIGNATURES, KEY);
        String header = StandardWebhooks.signatureHeader(most, "msg_1", 1, Vectors.BODY);
        Map<String, List<String>> headers =
                Map.of(
                        WebhookHeaders.ID, List.of("msg_1"),
                        WebhookHeaders.TIMESTAMP, List.of("1"),
                        WebhookHeaders.SIGNATURE, List.of(header));
        assertThat(
                        WebhookVerifier.of(KEY)
                                .verify(
                                        name -> headers.getOrDefault(name, List.of()),
                                        Vectors.BODY,
                                        Instant.ofEpochSecond(1)))
                .isInstanceOf(Verification.Verified.class);
        List<WebhookSigner> more = Collections.nCopies(StandardWebhooks.MAX_SIGNATURES + 1, KEY);
        assertThatThrownBy(() -> StandardWebhooks.signatureHeader(more, "m", 1, Vectors.BODY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEntryWithoutACommaHasNoVersion() {
        assertThat(SignatureHeader.parse(",x  v1,y", 9).entries())
                .containsExactly(
                        new SignatureHeader.Entry("", "x"), new SignatureHeader.Entry("v1", "y"));
        assertThat(SignatureHeader.parse("a b c d", 2).entries()).hasSize(3);
    }

    @Test
    void keysThatAreMadeDiffer() {
        assertThat(SigningKey.generate(new Random(1)))
                .isEqualTo(SigningKey.generate(new Random(1)))
                .isNotEqualTo(SigningKey.generate(new Random(2)))
                .isNotEqualTo("a key");
        assertThat(SigningKey.generate(new Random(1)).verifyingKey())
                .isNotEqualTo(SigningKey.generate(new Random(2)).verifyingKey())
                .isNotEqualTo("a key");
    }
}
