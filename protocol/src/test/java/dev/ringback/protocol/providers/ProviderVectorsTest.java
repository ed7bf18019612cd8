package dev.ringback.protocol.providers;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.providers.request.EventFacts;
import dev.ringback.protocol.providers.request.Judgement;
import dev.ringback.protocol.providers.request.RejectReason;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Replays every known answer in the directory that the system property {@code ringback.vectors}
 * names; without it, those of this project. A new one needs no code.
 */
final class ProviderVectorsTest {

    /** What the files call a failed check, in our words. */
    private static final Map<String, Set<RejectReason>> REASONS =
            Map.ofEntries(
                    entry("missing_signature", Set.of(RejectReason.SIGNATURE_MISSING)),
                    entry("missing_header", Set.of(RejectReason.SIGNATURE_MISSING)),
                    entry("malformed_signature_header", Set.of(RejectReason.SIGNATURE_MALFORMED)),
                    entry(
                            "malformed_timestamp",
                            Set.of(
                                    RejectReason.SIGNATURE_MALFORMED,
                                    RejectReason.SIGNATURE_MISSING)),
                    entry("no_known_scheme", Set.of(RejectReason.SIGNATURE_DIFFERS)),
                    entry("unsupported_algorithm", Set.of(RejectReason.SIGNATURE_MALFORMED)),
                    entry("signature_mismatch", Set.of(RejectReason.SIGNATURE_DIFFERS)),
                    entry("secret_not_configured", Set.of(RejectReason.SIGNATURE_DIFFERS)),
                    entry("unknown_key", Set.of(RejectReason.SIGNATURE_DIFFERS)),
                    entry("untrusted_key_source", Set.of(RejectReason.SIGNATURE_DIFFERS)),
                    entry("claim_mismatch", Set.of(RejectReason.SIGNATURE_DIFFERS)),
                    entry("body_hash_mismatch", Set.of(RejectReason.SIGNATURE_DIFFERS)),
                    entry("topic_not_allowed", Set.of(RejectReason.SIGNATURE_DIFFERS)),
                    entry(
                            "token_mismatch",
                            Set.of(RejectReason.SIGNATURE_DIFFERS, RejectReason.CHALLENGE_FAILED)),
                    entry(
                            "timestamp_out_of_tolerance",
                            Set.of(RejectReason.TOO_OLD, RejectReason.FROM_THE_FUTURE)),
                    entry("token_expired", Set.of(RejectReason.TOO_OLD)),
                    entry("malformed_payload", Set.of(RejectReason.BODY_MALFORMED)),
                    entry("invalid_challenge", Set.of(RejectReason.CHALLENGE_FAILED)));

    @Test
    void thereAreKnownAnswers() {
        assertThat(Vector.all()).isNotEmpty();
    }

    @TestFactory
    Stream<DynamicTest> everyKnownAnswerComesOut() {
        return Vector.all().stream()
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> replay(each)));
    }

    private static void replay(Vector vector) {
        Judgement judgement = vector.judged();
        if (!vector.valid()) {
            assertThat(judgement).isInstanceOf(Judgement.Rejected.class);
            isRefusedAsExpected(vector, (Judgement.Rejected) judgement);
        } else if (vector.handshake()) {
            assertThat(judgement).isInstanceOf(Judgement.Answered.class);
            isAnsweredAsExpected(vector, (Judgement.Answered) judgement);
        } else {
            assertThat(judgement).isInstanceOf(Judgement.Verified.class);
            saysWhatIsExpected(vector, ((Judgement.Verified) judgement).facts());
        }
    }

    private static void isRefusedAsExpected(Vector vector, Judgement.Rejected rejected) {
        Set<RejectReason> allowed =
                vector.optional("expected_reason")
                        .map(word -> REASONS.getOrDefault(word, Set.of()))
                        .orElse(EnumSet.allOf(RejectReason.class));
        assertThat(rejected.reason()).as(rejected.detail()).isIn(allowed);
        vector.optional("expected_response/status")
                .ifPresent(status ->
                        assertThat(rejected.status()).isEqualTo(Integer.parseInt(status)));
    }

    private static void isAnsweredAsExpected(Vector vector, Judgement.Answered answered) {
        vector.optional("expected_response/status")
                .ifPresent(status ->
                        assertThat(answered.status()).isEqualTo(Integer.parseInt(status)));
        vector.optional("expected_response/body")
                .ifPresent(body -> assertThat(answered.body()).isEqualTo(body));
        vector.tree()
                .at("/expected_response/headers")
                .ifPresent(headers ->
                        headers.members()
                                .forEach((name, value) ->
                                        assertThat(answered.headers())
                                                .containsEntry(name, value.text().orElse(""))));
        vector.optional("expected_response/action")
                .ifPresent(action ->
                        assertThat(answered.confirm().isPresent())
                                .isEqualTo(action.startsWith("GET ")));
    }

    private static void saysWhatIsExpected(Vector vector, EventFacts facts) {
        assertThat(facts.eventType()).isEqualTo(vector.optional("event_type"));
        assertThat(facts.idempotencyKey()).isEqualTo(vector.optional("idempotency_key"));
        Scheme.Reply accepted = vector.scheme().accepted();
        vector.optional("expected_response/status")
                .ifPresent(status ->
                        assertThat(accepted.status()).isEqualTo(Integer.parseInt(status)));
        Optional<String> body = vector.optional("expected_response/body");
        body.ifPresent(text -> assertThat(accepted.body()).isEqualTo(text));
    }
}
