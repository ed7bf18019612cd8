package dev.ringback.protocol.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.HeaderValues;
import dev.ringback.protocol.providers.family.SignedMessage;
import dev.ringback.protocol.providers.family.TimestampRule;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.request.InboundRequest;
import dev.ringback.protocol.providers.request.Judgement;
import dev.ringback.protocol.providers.request.RejectReason;
import dev.ringback.protocol.providers.request.TimeForm;
import dev.ringback.protocol.providers.request.Trust;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a stranger may change of a signed request: nothing that is signed. */
final class ForgeryTest {

    private static final Instant NOW = Samples.NOW;

    static Stream<Samples.Signed> samples() {
        return Samples.all();
    }

    static Stream<Samples.Signed> timed() {
        return Samples.all().filter(each -> tolerance(each.provider().scheme()).isPresent());
    }

    private static Optional<TimestampRule> tolerance(Scheme scheme) {
        return scheme.branches().stream()
                .map(Branch::family)
                .filter(each -> each instanceof SignedMessage)
                .flatMap(each -> ((SignedMessage) each).timestamp().stream())
                .findFirst();
    }

    /** The headers in which a sample carries its signature, token or signed time. */
    private static Map<String, List<String>> headers(Samples.Signed sample) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        sample.provider().scheme().branches().stream()
                .flatMap(each -> each.family().places())
                .filter(each -> each.kind() == ValuePlace.Kind.HEADER)
                .map(each -> each.name().startsWith("{") ? "X-Auth" : each.name())
                .forEach(name -> headers.put(name, sample.request().headers().named(name)));
        headers.values().removeIf(List::isEmpty);
        return headers;
    }

    private static InboundRequest with(InboundRequest request, String name, List<String> values) {
        HeaderValues headers =
                other -> other.equalsIgnoreCase(name) ? values : request.headers().named(other);
        return new InboundRequest(request.method(), request.url(), headers, request.body());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void noByteOfASignedBodyCanBeFlipped(Samples.Signed sample) {
        byte[] body = sample.request().body();
        for (int i = 0; sample.provider().scheme().coversBody() && i < body.length; i++) {
            byte[] other = body.clone();
            other[i] ^= 1;
            assertRejected(sample, sample.request().withBody(other), "byte " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void noCharacterOfAHeaderThatProvesItCanBeFlipped(Samples.Signed sample) {
        boolean unsignedTime = List.of("heygen", "linear").contains(sample.provider().id());
        headers(sample)
                .forEach((name, values) -> {
                    String value = values.get(0);
                    for (int i = 0;
                            i < value.length() && !(unsignedTime && name.contains("Time"));
                            i++) {
                        String other =
                                value.substring(0, i)
                                        + flipped(value.charAt(i))
                                        + value.substring(i + 1);
                        if (!saysTheSame(value, other)) {
                            assertRejected(
                                    sample, with(sample.request(), name, List.of(other)), name + i);
                        }
                    }
                });
    }

    /** Never only the case of a letter: hex may be written in either. */
    private static char flipped(char each) {
        return (char) (each ^ 1);
    }

    /** The last characters of base64 hold bits that say nothing. */
    private static boolean saysTheSame(String value, String other) {
        int from = Math.max(0, value.length() - 4);
        return value.substring(0, from).equals(other.substring(0, from))
                && value.matches(".*[A-Za-z0-9+/_-]=*");
    }

    private static void assertRejected(Samples.Signed sample, InboundRequest request, String what) {
        assertThat(sample.judged(request, NOW)).as(what).isInstanceOf(Judgement.Rejected.class);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void anotherSecretVerifiesNothing(Samples.Signed sample) {
        Trust other =
                sample.trust().withSecrets(List.of(sample.trust().secrets().get(0) + "BBBB", ""));
        assertThat(sample.provider().scheme().judge(other, sample.request(), NOW))
                .isInstanceOf(Judgement.Rejected.class);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void oneOfSeveralSecretsSuffices(Samples.Signed sample) {
        List<String> both = List.of("x:y", sample.trust().secrets().get(0));
        Judgement judgement =
                sample.provider()
                        .scheme()
                        .judge(sample.trust().withSecrets(both), sample.request(), NOW);
        assertThat(judgement).isInstanceOf(Judgement.Verified.class);
        assertThat(((Judgement.Verified) judgement).secret()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void withoutASecretNothingIsVerified(Samples.Signed sample) {
        for (List<String> none : List.of(List.<String>of(), List.of(""))) {
            assertThat(
                            sample.provider()
                                    .scheme()
                                    .judge(sample.trust().withSecrets(none), sample.request(), NOW))
                    .isInstanceOf(Judgement.Rejected.class);
        }
    }

    @ParameterizedTest
    @MethodSource("timed")
    void theToleranceIsInclusiveAndTwoSided(Samples.Signed sample) {
        TimestampRule rule = tolerance(sample.provider().scheme()).orElseThrow();
        Duration edge = rule.tolerance();
        Duration step = rule.form() == TimeForm.MS ? Duration.ofMillis(1) : Duration.ofSeconds(1);
        for (Instant inside : List.of(NOW.plus(edge), NOW.minus(edge))) {
            assertThat(sample.judged(sample.request(), inside))
                    .isInstanceOf(Judgement.Verified.class);
        }
        if (!rule.optional()) {
            isRefused(sample, NOW.plus(edge).plus(step), RejectReason.TOO_OLD);
            isRefused(sample, NOW.minus(edge).minus(step), RejectReason.FROM_THE_FUTURE);
        }
    }

    private static void isRefused(Samples.Signed sample, Instant now, RejectReason reason) {
        Judgement judgement = sample.judged(sample.request(), now);
        assertThat(judgement).isInstanceOf(Judgement.Rejected.class);
        assertThat(((Judgement.Rejected) judgement).reason()).isEqualTo(reason);
    }

    @Test
    void theToleranceIsTheSourcesWhereItSetsOne() {
        Samples.Signed paddle =
                Samples.of(Providers.builtIn().find("paddle").orElseThrow()).orElseThrow();
        Trust longer = paddle.trust().withTolerance(Duration.ofMinutes(5));
        assertThat(paddle.provider().scheme().judge(longer, paddle.request(), NOW.plusSeconds(300)))
                .isInstanceOf(Judgement.Verified.class);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aHeaderThatCameTwiceIsRefusedWithItsName(Samples.Signed sample) {
        headers(sample)
                .forEach((name, values) -> {
                    List<String> twice = List.of(values.get(0), values.get(0));
                    Judgement judgement = sample.judged(with(sample.request(), name, twice), NOW);
                    assertThat(judgement).as(name).isInstanceOf(Judgement.Rejected.class);
                    assertThat(((Judgement.Rejected) judgement).detail())
                            .contains(name, "came 2 times");
                });
    }

    @ParameterizedTest
    @MethodSource("samples")
    void noRejectionTellsTheSecretOrTheRightSignature(Samples.Signed sample) {
        Judgement judgement = sample.judged(sample.request().withBody(Digests.utf8("{}")), NOW);
        if (judgement instanceof Judgement.Rejected rejected) {
            assertThat(rejected.detail()).doesNotContain(sample.trust().secrets().get(0));
            headers(sample)
                    .values()
                    .forEach(values -> assertThat(rejected.detail()).doesNotContain(values.get(0)));
        }
    }

    /** Twilio's signature is of the URL alone: a body must not be taken away unseen. */
    @Test
    void aBodyWhoseHashIsInTheUrlCannotBeTakenAway() {
        Vector json =
                Vector.own().stream()
                        .filter(each -> each.name().equals("twilio/valid_json_bodySHA256"))
                        .findFirst()
                        .orElseThrow();
        assertThat(json.scheme().judge(json.trust(), json.request(), json.now()))
                .isInstanceOf(Judgement.Verified.class);
        assertThat(
                        json.scheme()
                                .judge(
                                        json.trust(),
                                        json.request().withBody(new byte[0]),
                                        json.now()))
                .isInstanceOf(Judgement.Rejected.class);
    }

    /** Headers, bodies and URLs of nonsense, with a fixed seed. */
    @Test
    void nothingThatAStrangerSendsThrows() {
        Random random = new Random(7);
        for (Provider provider : Providers.builtIn().all()) {
            Trust trust =
                    Trust.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "a:b", "00ff", "x")
                            .withContext(Samples.CONTEXT);
            for (int i = 0; i < 200; i++) {
                assertThat(provider.scheme().judge(trust, nonsense(random, provider), NOW))
                        .as(provider.id())
                        .isNotInstanceOf(Judgement.Verified.class);
            }
        }
    }

    private static InboundRequest nonsense(Random random, Provider provider) {
        List<String> values =
                List.of(
                        "",
                        "=",
                        ",,",
                        "t=,v1=",
                        "t=1772600767,v1=zz",
                        "v1,%%%",
                        "sha256=",
                        "sha256= ",
                        "Basic",
                        "Basic !!",
                        "Bearer a.b.c",
                        "Bearer e30.e30.",
                        "..",
                        "9".repeat(400),
                        "t=99999999999999,v1=00",
                        "\u0000\ud800",
                        "v0=" + "ab".repeat(32));
        List<String> bodies =
                List.of(
                        "",
                        "{",
                        "[]",
                        "null",
                        "{\"a\":1}}",
                        "[".repeat(3_000),
                        "\u0000",
                        "a=%zz&=&&b",
                        "{\"Type\":\"Notification\"}",
                        "{\"notificationItems\":[{}]}",
                        "{\"value\":[1]}",
                        "{\"signature\":{\"timestamp\":[],\"token\":{},\"signature\":\"x\"}}",
                        "bt_signature=a|b&bt_payload=%%%",
                        "{\"type\":\"url_verification\"}");
        Map<String, List<String>> headers = new LinkedHashMap<>();
        provider.scheme().branches().stream()
                .flatMap(each -> each.family().places())
                .filter(each -> each.kind() == ValuePlace.Kind.HEADER)
                .forEach(each -> headers.put(each.name(), some(random, values)));
        headers.put("Content-Type", List.of("application/x-www-form-urlencoded"));
        headers.put("Content-Encoding", some(random, List.of("gzip", "br", "")));
        String url = "https://h.example/in/%zz" + (random.nextBoolean() ? "?a=%&b" : "");
        byte[] body = Digests.utf8(bodies.get(random.nextInt(bodies.size())));
        return new InboundRequest("POST", url, HeaderValues.of(headers), body);
    }

    private static List<String> some(Random random, List<String> values) {
        List<String> some = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            some.add(values.get(random.nextInt(values.size())));
        }
        return some;
    }
}
