package dev.ringback.server.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.providers.Provider;
import dev.ringback.protocol.providers.Providers;
import dev.ringback.server.Host;
import dev.ringback.server.integration.WebhookSender.Acknowledgement;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Providers send to sources over real sockets, and what they sent is delivered. */
class SourcesOverHttpTest {

    @AutoClose private static final Ringback RINGBACK = Ringback.start(Ringback.PRIVATE);

    private final ReceivingSite site = new ReceivingSite(RINGBACK.tenant());

    @AutoClose
    private final RudeReceiver receiver = RudeReceiver.start(Behaviour.Answer.of(200, ""));

    @Test
    void whatAProviderSignedIsDelivered() {
        site.tenant().hook(receiver, "{'event_types':['stripe/*'],'format':'raw'}");
        Answer source = site.stripe();

        assertThat(ReceivingSite.sender(source).send(ReceivingSite.PAID))
                .isEqualTo(new Acknowledgement(200, ""));

        assertThat(receiver.await(1).getFirst().body().text())
                .isEqualTo(Api.quoted(ReceivingSite.PAID));
        JsonNode event = site.events("").path(0);
        assertThat(event.path("type").asString()).isEqualTo("stripe/invoice.paid");
        assertThat(event.path("subject").asString()).isEqualTo("in_1");
        assertThat(event.path("timestamp").asString()).isEqualTo("2025-11-30T08:06:40.000Z");
        assertThat(site.reasons(source)).isEmpty();
    }

    @Test
    void theOriginalRequestPassesOnWithTheBodyAsItCame() {
        site.tenant().hook(receiver, "{'event_types':['stripe/*'],'format':'raw'}");
        Answer source = site.stripe();
        WebhookSender sender = ReceivingSite.sender(source);
        String body = "{ 'type':'a.b',\n 'id':'evt_9' }";
        var signed =
                sender.with(source.text("url") + "/p%20q?x=1", ReceivingSite.SECRET)
                        .signed(
                                body,
                                Map.of("X-Trace", "t1", "Content-Type", "application/json;v=1"),
                                Instant.now());
        assertThat(WebhookSender.send(signed).status()).isEqualTo(200);

        Received received = receiver.await(1).getFirst();
        assertThat(received.body().text()).isEqualTo(Api.quoted(body));
        assertThat(received.header("X-Original-Stripe-Signature"))
                .contains(signed.headers().named("Stripe-Signature").getFirst());
        assertThat(received.header("X-Original-X-Trace")).contains("t1");
        assertThat(received.header("X-Original-Content-Type")).contains("application/json;v=1");
        assertThat(received.header("X-Original-Path")).contains("/p%20q?x=1");
        assertThat(received.header("X-Original-Method")).contains("POST");
        String one = "/api/v1/events/" + site.events("").path(0).path("id").asString();
        JsonNode arrival = site.api().get(one).expect(200).json().path("arrival");
        assertThat(arrival.path("path").asString()).isEqualTo("/p%20q?x=1");
        assertThat(arrival.path("address").asString()).isEqualTo("127.0.0.1");
    }

    @Test
    void anEventThatComesAfterALaterOneOfItsSubjectIsSuperseded() {
        site.tenant().hook(receiver, "{'event_types':['*'],'skip_superseded':true}");
        Answer source = site.stripe();
        int sent = 0;
        for (int at : List.of(100, 300, 200, 300, 400)) {
            String body =
                    "{'id':'evt_%d','type':'a.b','created':%d,'data':{'object':{'id':'in_1'}}}"
                            .formatted(at, 1_764_490_000 + at);
            ReceivingSite.sender(source).send(body.replace("evt_", "evt_" + sent++));
        }
        ReceivingSite.sender(source).send(ReceivingSite.PAID.replace("in_1", "in_2"));

        List<Boolean> superseded = new ArrayList<>();
        site.events("").forEach(each -> superseded.add(each.path("superseded").booleanValue()));
        assertThat(superseded.reversed()).containsExactly(false, false, true, false, false, false);
        Eventually.until("the others are delivered", () -> receiver.received().size() == 5);
    }

    @Test
    void whatProvesASenderIsNotKeptWithItsEvents() {
        site.tenant().hook(receiver, "{'event_types':['*'],'format':'raw'}");
        String basic = Base64.getEncoder().encodeToString("me:a:secret:pass".getBytes(UTF_8));
        Answer chargebee = site.source("{'provider':'chargebee','secrets':['me:a:secret:pass']}");
        String[] header = {"Authorization", "Basic " + basic};
        assertThat(WebhookSender.bare("POST", chargebee.text("url"), "{}", header).status())
                .isEqualTo(200);
        Answer query =
                site.source(
                        "{'provider':'custom','secrets':['a secret/token'],"
                                + "'scheme':{'family':'token','token':{'query':'key'}}}");
        String url = query.text("url") + "/x?a=1&key=a%20secret%2Ftoken&b";
        assertThat(WebhookSender.bare("POST", url, "{}").status()).isEqualTo(200);

        String kept =
                receiver.await(2).stream()
                        .map(each -> each.headers().toString())
                        .toList()
                        .toString();
        assertThat(kept)
                .doesNotContain(basic)
                .doesNotContain("secret%2Ftoken")
                .contains("/x?a=1&key=***&b");
        for (JsonNode event : site.events("")) {
            String whole =
                    site.api().get("/api/v1/events/" + event.path("id").asString()).body().text();
            assertThat(whole)
                    .doesNotContain(basic)
                    .doesNotContain("secret%2Ftoken")
                    .contains("***");
        }
    }

    @Test
    void anyPathAndQueryMayFollowTheToken() {
        Answer source = site.stripe();
        for (String more : List.of("/", "/a/b", "//", "?x=1", "/a%2Fb/?x=%41&x")) {
            WebhookSender sender = ReceivingSite.sender(source);
            assertThat(
                            sender.with(sender.url() + more, ReceivingSite.SECRET)
                                    .send(ReceivingSite.PAID)
                                    .status())
                    .as(more)
                    .isEqualTo(200);
        }
    }

    @Test
    void aSampleOfEachProviderThatCanBeSignedHereIsTakenIn() {
        List<String> refused = new ArrayList<>();
        int sent = 0;
        for (Provider provider : Providers.builtIn().all()) {
            Answer source = site.source(settings(provider));
            Answer tested = site.api().post(ReceivingSite.path(source) + "/test", "{}");
            if (tested.status() == 200) {
                sent++;
                if (!tested.json().path("accepted").booleanValue()) {
                    refused.add(provider.id() + " " + tested.body().text());
                }
            } else {
                assertThat(tested.text("code")).as(provider.id()).isEqualTo("cannot_sign");
            }
            site.api().delete(ReceivingSite.path(source)).expect(204);
        }
        assertThat(refused).isEmpty();
        assertThat(sent).isGreaterThan(40);
    }

    @Test
    void aSampleThatLacksTheNameOfItsHeaderCannotBeSigned() {
        Answer source = site.source("{'provider':'assemblyai','secrets':['value']}");
        assertThat(
                        site.api()
                                .post(ReceivingSite.path(source) + "/test", "{}")
                                .expect(409)
                                .text("code"))
                .isEqualTo("cannot_sign");
    }

    @Test
    void aSampleForASourceThatIsOffIsAnsweredAsTheProviderWouldBe() {
        Answer source = site.stripe();
        site.api().post(ReceivingSite.path(source) + "/disable", "{}").expect(200);
        Answer tested = site.api().post(ReceivingSite.path(source) + "/test", "{}").expect(200);

        assertThat(tested.json().path("status").intValue()).isEqualTo(404);
        assertThat(tested.json().path("accepted").booleanValue()).isFalse();
        assertThat(site.events("")).isEmpty();
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
    void aTokenIsReplacedWithAnOverlapOrWithout() {
        Answer source = site.stripe();
        Answer next =
                site.api().post(ReceivingSite.path(source) + "/rotate-token", "{}").expect(200);
        assertThat(next.text("url")).endsWith(next.text("token")).isNotEqualTo(source.text("url"));
        assertThat(ReceivingSite.sender(source).send(ReceivingSite.PAID).status()).isEqualTo(200);
        assertThat(ReceivingSite.sender(next).send(ReceivingSite.PAID).status()).isEqualTo(200);

        Answer last =
                site.api()
                        .post(ReceivingSite.path(source) + "/rotate-token", "{'overlap':'0s'}")
                        .expect(200);
        assertThat(ReceivingSite.sender(source).send(ReceivingSite.PAID).status()).isEqualTo(404);
        assertThat(ReceivingSite.sender(next).send(ReceivingSite.PAID).status()).isEqualTo(404);
        assertThat(ReceivingSite.sender(last).send(ReceivingSite.PAID).status()).isEqualTo(200);
    }

    @Test
    void challengesAreAnsweredAndMakeNoEvent() {
        Answer slack = site.source("{'provider':'slack','secrets':['slack_secret']}");
        var sender = new WebhookSender("slack", slack.text("url"), "slack_secret");
        assertThat(sender.send("{'type':'url_verification','challenge':'c-1'}").body())
                .contains("c-1");

        Answer meta =
                site.source(
                        "{'provider':'meta','secrets':['app_secret'],"
                                + "'context':{'verify_token':'me'}}");
        String query = "?hub.mode=subscribe&hub.challenge=42&hub.verify_token=";
        assertThat(WebhookSender.bare("GET", meta.text("url") + query + "me", ""))
                .isEqualTo(new Acknowledgement(200, "42"));
        assertThat(WebhookSender.bare("GET", meta.text("url") + query + "you", "").status())
                .isEqualTo(403);
        assertThat(site.reasons(meta)).containsExactly("challenge_failed");
        assertThat(site.events("")).isEmpty();
    }

    @Test
    void aSenderHasNoWordForWhatOnlyTheServerSays() {
        Answer source =
                site.source(
                        "{'provider':'custom',"
                                + "'scheme':{'family':'none','event_type':'json:/event'}}");
        WebhookSender.bare("POST", source.text("url"), "{\"event\":\"inngest/function.failed\"}");

        assertThat(site.events("").path(0).path("type").asString()).isEqualTo("webhook/received");
    }

    @Test
    void aSourceThatVerifiesNothingSaysSo() {
        Answer open =
                site.source("{'provider':'custom','scheme':{'family':'none'},'type':'my/type'}");
        assertThat(open.json().path("warnings").path(0).asString()).contains("Nothing is verified");
        assertThat(WebhookSender.bare("POST", open.text("url"), "no JSON").status()).isEqualTo(200);
        JsonNode event = site.events("").path(0);
        assertThat(event.path("type").asString()).isEqualTo("my/type");
        String whole = "/api/v1/events/" + event.path("id").asString();
        assertThat(site.api().get(whole).json().path("data_base64").asString())
                .isEqualTo(Base64.getEncoder().encodeToString("no JSON".getBytes(UTF_8)));
    }

    @Test
    void aFilterKeepsWhatItDoesNotLetThrough() {
        site.tenant().hook(receiver, "{'event_types':['stripe/*']}");
        Answer source =
                site.source(
                        "{'provider':'stripe','secrets':['%s'],".formatted(ReceivingSite.SECRET)
                                + "'filter':'data.data.object.id == \\'in_2\\''}");
        assertThat(ReceivingSite.sender(source).send(ReceivingSite.PAID).status()).isEqualTo(200);
        assertThat(
                        ReceivingSite.sender(source)
                                .send(ReceivingSite.PAID.replace("_1", "_2"))
                                .status())
                .isEqualTo(200);

        assertThat(receiver.await(1).getFirst().body().text()).contains("in_2");
        assertThat(site.events("")).hasSize(2);
    }

    @Test
    void anUnknownTokenIsUnknownWhateverIsSent() {
        String url = RINGBACK.uri() + "/in/" + "A".repeat(32);
        for (String method : List.of("POST", "PUT", "GET", "OPTIONS")) {
            assertThat(WebhookSender.bare(method, url, "{}").status()).isEqualTo(404);
        }
    }

    @Test
    void sourcesSurviveARestart() {
        Ringback own = Ringback.start(Ringback.PRIVATE);
        String settings = "{'provider':'stripe','secrets':['" + ReceivingSite.SECRET + "']}";
        Answer source = own.admin().post("/api/v1/sources", settings).expect(201);
        assertThat(ReceivingSite.sender(source).send(ReceivingSite.PAID).status()).isEqualTo(200);
        try (Ringback again = own.restarted(Ringback.PRIVATE, Host.MACHINE)) {
            String url = again.uri() + "/in/" + source.text("token");
            WebhookSender sender = ReceivingSite.sender(source).with(url, ReceivingSite.SECRET);
            assertThat(sender.send(ReceivingSite.PAID).status()).isEqualTo(200);
            JsonNode data = again.admin().get("/api/v1/events").json().path("data");
            assertThat(data).hasSize(2);
        }
    }
}
