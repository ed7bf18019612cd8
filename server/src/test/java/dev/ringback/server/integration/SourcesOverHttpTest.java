package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.providers.Provider;
import dev.ringback.protocol.providers.Providers;
import dev.ringback.server.Host;
import dev.ringback.server.integration.WebhookSender.Acknowledgement;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Providers send to sources over real sockets, and what they sent is delivered. */
class SourcesOverHttpTest {

    private static final String SECRET = "whsec_a_secret_of_stripe";
    private static final String PAID =
            "{'id':'evt_1','type':'invoice.paid','created':1764490000,"
                    + "'data':{'object':{'id':'in_1'}}}";

    private static Ringback ringback;

    private final Tenant tenant = ringback.tenant();
    private final RudeReceiver receiver = RudeReceiver.start(Behaviour.Answer.of(200, ""));

    @BeforeAll
    static void start() {
        ringback = Ringback.start(Ringback.PRIVATE);
    }

    @AfterAll
    static void stop() {
        ringback.close();
    }

    @AfterEach
    void stopReceiver() {
        receiver.close();
    }

    private Answer source(String settings) {
        return tenant.api().post("/api/v1/sources", settings).expect(201);
    }

    private Answer stripe() {
        return source("{'provider':'stripe','secrets':['" + SECRET + "']}");
    }

    private static WebhookSender sender(Answer source) {
        return new WebhookSender("stripe", source.text("url"), SECRET);
    }

    private static String path(Answer source) {
        return "/api/v1/sources/" + source.text("id");
    }

    private JsonNode rejected(Answer source) {
        return tenant.api().get(path(source) + "/rejected").expect(200).json().path("data");
    }

    private List<String> reasons(Answer source) {
        List<String> reasons = new ArrayList<>();
        rejected(source).forEach(each -> reasons.add(each.path("reason").asString()));
        return reasons;
    }

    private JsonNode events(String query) {
        return tenant.api().get("/api/v1/events?limit=100" + query).expect(200).json().path("data");
    }

    @Test
    void whatAProviderSignedIsDelivered() {
        tenant.hook(receiver, "{'event_types':['stripe/*'],'format':'raw'}");
        Answer source = stripe();

        assertThat(sender(source).send(PAID)).isEqualTo(new Acknowledgement(200, ""));

        assertThat(receiver.await(1).getFirst().body().text()).isEqualTo(Api.quoted(PAID));
        JsonNode event = events("").path(0);
        assertThat(event.path("type").asString()).isEqualTo("stripe/invoice.paid");
        assertThat(event.path("subject").asString()).isEqualTo("in_1");
        assertThat(event.path("timestamp").asString()).isEqualTo("2025-11-30T08:06:40.000Z");
        assertThat(reasons(source)).isEmpty();
    }

    @Test
    void anyPathAndQueryMayFollowTheToken() {
        Answer source = stripe();
        for (String more : List.of("/", "/a/b", "//", "?x=1", "/a%2Fb/?x=%41&x")) {
            WebhookSender sender = sender(source);
            assertThat(sender.with(sender.url() + more, SECRET).send(PAID).status())
                    .as(more)
                    .isEqualTo(200);
        }
    }

    @Test
    void ofRequestsWithOneKeyOneFansOutHoweverManyComeAtOnce() throws Exception {
        tenant.hook(receiver, "{'event_types':['stripe/*']}");
        Answer source = stripe();
        List<Callable<Acknowledgement>> same = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            same.add(() -> sender(source).send(PAID));
        }

        for (Acknowledgement each : atOnce(same)) {
            assertThat(each.status()).isEqualTo(200);
        }

        assertThat(sender(source).send(PAID.replace("evt_1", "evt_2")).status()).isEqualTo(200);
        Eventually.until("both are delivered", () -> receiver.received().size() == 2);
        assertThat(events("")).hasSize(25);
    }

    private static <T> List<T> atOnce(List<Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        }
    }

    @Test
    void aSampleOfEachProviderThatCanBeSignedHereIsTakenIn() {
        List<String> refused = new ArrayList<>();
        int sent = 0;
        for (Provider provider : Providers.builtIn().all()) {
            Answer source = source(settings(provider));
            Answer tested = tenant.api().post(path(source) + "/test", "{}");
            if (tested.status() == 200) {
                sent++;
                if (!tested.json().path("accepted").booleanValue()) {
                    refused.add(provider.id() + " " + tested.body().text());
                }
            } else {
                assertThat(tested.text("code")).as(provider.id()).isEqualTo("cannot_sign");
            }
            tenant.api().delete(path(source)).expect(204);
        }
        assertThat(refused).isEmpty();
        assertThat(sent).isGreaterThan(40);
    }

    private static String settings(Provider provider) {
        String secret =
                List.of(
                                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                                "v1,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                                "DFB1EB5485895CFA84146406857104ABB4CBCABDC8AAF103A624C8F6A3EAAB00",
                                "public:private",
                                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
                        .stream()
                        .filter(each -> provider.scheme().problemWithSecret(each).isEmpty())
                        .findFirst()
                        .orElse("");
        String secrets = secret.isEmpty() ? "[]" : "['" + secret + "']";
        return "{'provider':'%s','secrets':%s,'context':{'header':'X-Auth','topics':[]}}"
                .formatted(provider.id(), secrets);
    }

    @Test
    void whatIsNotTheProvidersIsRefusedWithoutAWordAndRecorded() {
        Answer source = stripe();
        WebhookSender sender = sender(source);
        Instant now = Instant.now();

        assertThat(WebhookSender.bare("POST", sender.url(), "{}").status()).isEqualTo(401);
        assertThat(sender.with(sender.url(), "another").send(PAID))
                .isEqualTo(new Acknowledgement(401, ""));
        assertThat(sender.send(PAID, Map.of(), now.minusSeconds(400)).status()).isEqualTo(401);
        assertThat(sender.send(PAID, Map.of(), now.plusSeconds(400)).status()).isEqualTo(401);
        assertThat(
                        WebhookSender.bare(
                                        "POST", sender.url(), "{}", "Stripe-Signature", "rubbish")
                                .status())
                .isEqualTo(401);
        assertThat(WebhookSender.bare("GET", sender.url(), "").status()).isEqualTo(405);

        assertThat(reasons(source))
                .containsExactly(
                        "method",
                        "signature_malformed",
                        "from_the_future",
                        "too_old",
                        "signature_differs",
                        "signature_missing");
        assertThat(events("")).isEmpty();
        assertThat(rejected(source).toString()).doesNotContain(SECRET);
    }

    @Test
    void aBodyThatIsTooLongIsRefusedHoweverItIsAnnounced() {
        Answer source = source("{'provider':'stripe','secrets':['" + SECRET + "'],'max_body':100}");
        String url = source.text("url");

        assertThat(WebhookSender.bare("POST", url, "x".repeat(101)).status()).isEqualTo(413);
        assertThat(sender(source).send(PAID).status()).isEqualTo(200);
        assertThat(reasons(source)).containsExactly("too_large");
        assertThat(rejected(source).path(0).path("size").isNull()).isTrue();
    }

    @Test
    void aSourceMayBeSwitchedOff() {
        Answer source = stripe();
        tenant.api().post(path(source) + "/disable", "{}").expect(200);
        assertThat(sender(source).send(PAID).status()).isEqualTo(404);
        tenant.api().post(path(source) + "/enable", "{}").expect(200);
        assertThat(sender(source).send(PAID).status()).isEqualTo(200);
        assertThat(reasons(source)).containsExactly("source_off");
    }

    @Test
    void requestsMayBeBoundToAddressesAndTypes() {
        Answer source =
                source(
                        "{'provider':'stripe','secrets':['%s'],'allow_ips':['10.0.0.0/8'],"
                                        .formatted(SECRET)
                                + "'deny_types':['invoice.*']}");
        assertThat(sender(source).send(PAID).status()).isEqualTo(403);
        tenant.api().patch(path(source), "{'allow_ips':['10.0.0.0/8','127.0.0.1']}").expect(200);
        // Sent as agreed: it is acknowledged, and goes nowhere.
        assertThat(sender(source).send(PAID).status()).isEqualTo(200);
        assertThat(events("")).isEmpty();
        assertThat(sender(source).send(PAID.replace("invoice", "payout")).status()).isEqualTo(200);

        assertThat(reasons(source)).containsExactly("type_not_allowed", "ip_not_allowed");
        assertThat(events("")).hasSize(1);
    }

    @Test
    void aTokenIsReplacedWithAnOverlapOrWithout() {
        Answer source = stripe();
        Answer next = tenant.api().post(path(source) + "/rotate-token", "{}").expect(200);
        assertThat(next.text("url")).endsWith(next.text("token")).isNotEqualTo(source.text("url"));
        assertThat(sender(source).send(PAID).status()).isEqualTo(200);
        assertThat(sender(next).send(PAID).status()).isEqualTo(200);

        Answer last =
                tenant.api().post(path(source) + "/rotate-token", "{'overlap':'0s'}").expect(200);
        assertThat(sender(source).send(PAID).status()).isEqualTo(404);
        assertThat(sender(next).send(PAID).status()).isEqualTo(404);
        assertThat(sender(last).send(PAID).status()).isEqualTo(200);
    }

    @Test
    void severalSecretsHoldUntilTheyAreEnded() {
        Answer source = stripe();
        Answer both =
                tenant.api().post(path(source) + "/secrets", "{'secret':'second'}").expect(201);
        assertThat(sender(source).send(PAID).status()).isEqualTo(200);
        assertThat(sender(source).with(source.text("url"), "second").send(PAID).status())
                .isEqualTo(200);

        String first = both.json().path("secrets").path(1).path("id").asString();
        tenant.api().delete(path(source) + "/secrets/" + first).expect(200);
        assertThat(sender(source).send(PAID).status()).isEqualTo(401);
        assertThat(rejected(source).path(0).path("hint").asString()).contains("secret");
        tenant.api().delete(path(source) + "/secrets/" + first + "x").expect(404);
    }

    @Test
    void whatWasRejectedForAWrongSecretIsTakenInLater() {
        tenant.hook(receiver, "{'event_types':['stripe/*']}");
        Answer source = source("{'provider':'stripe','secrets':['wrong']}");
        assertThat(sender(source).send(PAID).status()).isEqualTo(401);
        assertThat(sender(source).send(PAID.replace("evt_1", "evt_2")).status()).isEqualTo(401);
        assertThat(WebhookSender.bare("POST", source.text("url"), "{}").status()).isEqualTo(401);

        String recheck = path(source) + "/rejected/recheck";
        assertThat(tenant.api().post(recheck, "{'secret':'" + SECRET + "'}").body().text())
                .isEqualTo("{\"checked\":3,\"would_pass\":2}");
        assertThat(tenant.api().post(recheck, "{'secret':'other'}").body().text())
                .isEqualTo("{\"checked\":3,\"would_pass\":0}");
        tenant.api().post(path(source) + "/secrets", "{'secret':'" + SECRET + "'}").expect(201);
        String accept = path(source) + "/rejected/accept";
        assertThat(tenant.api().post(accept, "{}").body().text()).isEqualTo("{\"accepted\":2}");

        Eventually.until("both are delivered", () -> receiver.received().size() == 2);
        assertThat(tenant.api().post(accept, "{}").body().text()).isEqualTo("{\"accepted\":0}");
        assertThat(reasons(source)).containsExactly("signature_missing");
    }

    @Test
    void aRejectedRequestIsShownWithItsBody() {
        Answer source = stripe();
        WebhookSender.bare("POST", source.text("url") + "/p?q=1", "{\"a\":1}");
        JsonNode listed = rejected(source).path(0);
        String one = path(source) + "/rejected/" + listed.path("id").asString();

        JsonNode shown = tenant.api().get(one).expect(200).json();

        assertThat(shown.path("path").asString()).isEqualTo("/p?q=1");
        assertThat(shown.path("body_base64").asString())
                .isEqualTo(Base64.getEncoder().encodeToString("{\"a\":1}".getBytes()));
        assertThat(shown.path("truncated").booleanValue()).isFalse();
        assertThat(shown.path("size").intValue()).isEqualTo(7);
    }

    @Test
    void challengesAreAnsweredAndMakeNoEvent() {
        Answer slack = source("{'provider':'slack','secrets':['slack_secret']}");
        var sender = new WebhookSender("slack", slack.text("url"), "slack_secret");
        assertThat(sender.send("{'type':'url_verification','challenge':'c-1'}").body())
                .contains("c-1");

        Answer meta =
                source(
                        "{'provider':'meta','secrets':['app_secret'],"
                                + "'context':{'verify_token':'me'}}");
        String query = "?hub.mode=subscribe&hub.challenge=42&hub.verify_token=";
        assertThat(WebhookSender.bare("GET", meta.text("url") + query + "me", ""))
                .isEqualTo(new Acknowledgement(200, "42"));
        assertThat(WebhookSender.bare("GET", meta.text("url") + query + "you", "").status())
                .isEqualTo(403);
        assertThat(reasons(meta)).containsExactly("challenge_failed");
        assertThat(events("")).isEmpty();
    }

    @Test
    void aSourceThatVerifiesNothingSaysSo() {
        Answer open = source("{'provider':'custom','scheme':{'family':'none'},'type':'my/type'}");
        assertThat(open.json().path("warnings").path(0).asString()).contains("Nothing is verified");
        assertThat(WebhookSender.bare("POST", open.text("url"), "no JSON").status()).isEqualTo(200);
        JsonNode event = events("").path(0);
        assertThat(event.path("type").asString()).isEqualTo("my/type");
        String whole = "/api/v1/events/" + event.path("id").asString();
        assertThat(tenant.api().get(whole).json().path("data_base64").asString())
                .isEqualTo(Base64.getEncoder().encodeToString("no JSON".getBytes()));
    }

    @Test
    void aFilterKeepsWhatItDoesNotLetThrough() {
        tenant.hook(receiver, "{'event_types':['stripe/*']}");
        Answer source =
                source(
                        "{'provider':'stripe','secrets':['%s'],".formatted(SECRET)
                                + "'filter':'data.data.object.id == \\'in_2\\''}");
        assertThat(sender(source).send(PAID).status()).isEqualTo(200);
        assertThat(sender(source).send(PAID.replace("_1", "_2")).status()).isEqualTo(200);

        assertThat(receiver.await(1).getFirst().body().text()).contains("in_2");
        assertThat(events("")).hasSize(2);
    }

    @Test
    void anUnknownTokenIsUnknownWhateverIsSent() {
        String url = ringback.uri() + "/in/" + "A".repeat(32);
        for (String method : List.of("POST", "PUT", "GET", "OPTIONS")) {
            assertThat(WebhookSender.bare(method, url, "{}").status()).isEqualTo(404);
        }
    }

    @Test
    void sourcesSurviveARestart() {
        Ringback own = Ringback.start(Ringback.PRIVATE);
        String settings = "{'provider':'stripe','secrets':['" + SECRET + "']}";
        Answer source = own.admin().post("/api/v1/sources", settings).expect(201);
        assertThat(sender(source).send(PAID).status()).isEqualTo(200);
        try (Ringback again = own.restarted(Ringback.PRIVATE, Host.MACHINE)) {
            String url = again.uri() + "/in/" + source.text("token");
            WebhookSender sender = sender(source).with(url, SECRET);
            assertThat(sender.send(PAID).status()).isEqualTo(200);
            JsonNode data = again.admin().get("/api/v1/events").json().path("data");
            assertThat(data).hasSize(2);
        }
    }
}
