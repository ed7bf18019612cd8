package dev.ringback.protocol.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.providers.body.JsonText;
import dev.ringback.protocol.providers.request.FetchedKeys;
import dev.ringback.protocol.providers.request.Judgement;
import dev.ringback.protocol.providers.request.KeyRequest;
import dev.ringback.protocol.providers.request.SchemeContext;
import dev.ringback.protocol.providers.request.Trust;
import dev.ringback.protocol.providers.request.TrustedHosts;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that have to be fetched: what is asked for, and what is never asked for. */
final class FetchedKeysTest {

    /** A right request of a provider whose key set a case brings along. */
    private static Vector vector(String id) {
        return Vector.own().stream()
                .filter(each -> each.valid() && each.text("provider").equals(id))
                .filter(each -> each.tree().at("/context/jwks").isPresent())
                .filter(each -> !each.text("secret").startsWith("whsec_"))
                .findFirst()
                .orElseThrow();
    }

    private static String jwks(String id) {
        return JsonText.COMPACT.of(vector(id).tree().at("/context/jwks").orElseThrow());
    }

    private static Judgement judged(Trust trust) {
        Vector fal = vector("fal");
        return fal.scheme().judge(trust, fal.request(), fal.now());
    }

    private static KeyRequest asked(Judgement judgement) {
        assertThat(judgement).isInstanceOf(Judgement.NeedsKeys.class);
        return ((Judgement.NeedsKeys) judgement).request();
    }

    @Test
    void aKeySetIsAskedForOnceAndThenUsed() {
        KeyRequest request = asked(judged(Trust.of()));
        assertThat(request.url()).hasToString("https://rest.fal.ai/.well-known/jwks.json");
        FetchedKeys keys = FetchedKeys.none().with(request, jwks("fal"), false);
        assertThat(judged(Trust.of().withKeys(keys))).isInstanceOf(Judgement.Verified.class);
    }

    @Test
    void aKeySetThatLacksTheKeyIsAskedForAnewUnlessItIsTheLatest() {
        KeyRequest request = asked(judged(Trust.of()));
        String other = "{\"keys\":[]}";
        Trust old = Trust.of().withKeys(FetchedKeys.none().with(request, other, false));
        Trust latest = Trust.of().withKeys(FetchedKeys.none().with(request, other, true));
        assertThat(asked(judged(old))).isEqualTo(request);
        assertThat(judged(latest)).isInstanceOf(Judgement.Rejected.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\"}]}"
            })
    void nonsenseIsNoKeySet(String nonsense) {
        KeyRequest request = asked(judged(Trust.of()));
        Trust trust = Trust.of().withKeys(FetchedKeys.none().with(request, nonsense, true));
        assertThat(judged(trust)).isInstanceOf(Judgement.Rejected.class);
    }

    @Test
    void theContextsUrlGoesBeforeTheProviders() {
        SchemeContext context =
                SchemeContext.parse("{\"jwks_url\":\"https://keys.example.com/a\"}");
        assertThat(asked(judged(Trust.of().withContext(context))).url())
                .hasToString("https://keys.example.com/a");
    }

    @Test
    void theCredentialsOfAKeyRequestAreNotShown() {
        Vector plaid =
                Vector.own().stream()
                        .filter(each -> each.valid() && each.text("provider").equals("plaid"))
                        .findFirst()
                        .orElseThrow();
        SchemeContext context =
                SchemeContext.parse("{\"client_id\":\"c-1\",\"client_secret\":\"hidden\"}");
        KeyRequest request =
                asked(
                        plaid.scheme()
                                .judge(
                                        Trust.of().withContext(context),
                                        plaid.request(),
                                        plaid.now()));
        assertThat(request.post().orElseThrow()).contains("\"secret\":\"hidden\"", "c-1");
        assertThat(request.toString()).doesNotContain("hidden");
    }

    static Stream<Map.Entry<String, String>> places() {
        return Stream.of(
                Map.entry("https://sns.eu-west-1.amazonaws.com/a.pem", "yes"),
                Map.entry("https://sns.cn-north-1.amazonaws.com.cn/a.pem", "yes"),
                Map.entry("https://sns.eu-west-1.amazonaws.com/a.pem?x=.pem", "yes"),
                Map.entry("https://sns.eu-west-1.amazonaws.com/a.txt", "no"),
                Map.entry("http://sns.eu-west-1.amazonaws.com/a.pem", "no"),
                Map.entry("https://sns.eu-west-1.amazonaws.com:8443/a.pem", "no"),
                Map.entry("https://u@sns.eu-west-1.amazonaws.com/a.pem", "no"),
                Map.entry("https://sns.amazonaws.com.evil.example/a.pem", "no"),
                Map.entry("https://sns.x.y.amazonaws.com/a.pem", "no"),
                Map.entry("https://sns.eu-west-1.amazonaws.com@evil.example/a.pem", "no"),
                Map.entry("https://bucket.s3.amazonaws.com/a.pem", "no"),
                Map.entry("https://sns.eu_west.amazonaws.com/a.pem", "no"),
                Map.entry("//sns.eu-west-1.amazonaws.com/a.pem", "no"),
                Map.entry("", "no"));
    }

    @ParameterizedTest
    @MethodSource("places")
    void aCertificateComesOnlyFromItsProvider(Map.Entry<String, String> place) {
        TrustedHosts hosts =
                new TrustedHosts(List.of("sns.*.amazonaws.com", "sns.*.amazonaws.com.cn"), ".pem");
        assertThat(hosts.trusted(place.getKey()).isPresent())
                .isEqualTo(place.getValue().equals("yes"));
    }
}
