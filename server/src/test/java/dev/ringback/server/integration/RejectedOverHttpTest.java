package dev.ringback.server.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.HeaderValues;
import dev.ringback.protocol.providers.request.InboundRequest;
import dev.ringback.server.integration.WebhookSender.Acknowledgement;
import dev.ringback.server.sources.SourceLimits;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What comes to a source and is not its provider's: refused, recorded, and taken in after all. */
class RejectedOverHttpTest {

    @AutoClose private static final Ringback RINGBACK = Ringback.start(Ringback.PRIVATE);

    private final ReceivingSite site = new ReceivingSite(RINGBACK.tenant());

    @AutoClose
    private final RudeReceiver receiver = RudeReceiver.start(Behaviour.Answer.of(200, ""));

    @Test
    void whatIsNotTheProvidersIsRefusedWithoutAWordAndRecorded() {
        Answer source = site.stripe();
        WebhookSender sender = ReceivingSite.sender(source);
        Instant now = Instant.now();

        assertThat(WebhookSender.bare("POST", sender.url(), "{}").status()).isEqualTo(401);
        assertThat(sender.with(sender.url(), "another").send(ReceivingSite.PAID))
                .isEqualTo(new Acknowledgement(401, ""));
        assertThat(sender.send(ReceivingSite.PAID, Map.of(), now.minusSeconds(400)).status())
                .isEqualTo(401);
        assertThat(sender.send(ReceivingSite.PAID, Map.of(), now.plusSeconds(400)).status())
                .isEqualTo(401);
        assertThat(
                        WebhookSender.bare(
                                        "POST", sender.url(), "{}", "Stripe-Signature", "rubbish")
                                .status())
                .isEqualTo(401);
        assertThat(WebhookSender.bare("GET", sender.url(), "").status()).isEqualTo(405);

        assertThat(site.reasons(source))
                .containsExactly(
                        "method",
                        "signature_malformed",
                        "from_the_future",
                        "too_old",
                        "signature_differs",
                        "signature_missing");
        WebhookSender.bare("GET", sender.url(), "");
        assertThat(
                        site.api()
                                .get(ReceivingSite.path(source) + "/rejected/reasons")
                                .expect(200)
                                .body()
                                .text())
                .contains(
                        "{\"data\":[{\"reason\":\"method\",\"count\":2,",
                        "{\"reason\":\"signature_differs\",\"count\":1,");
        assertThat(site.events("")).isEmpty();
        assertThat(RINGBACK.admin().get("/metrics").expect(200).body().text())
                .contains(
                        "ringback_source_requests_total{outcome=\"from_the_future\","
                                + "provider=\"stripe\"}");
        assertThat(site.rejected(source).toString()).doesNotContain(ReceivingSite.SECRET);
    }

    @Test
    void aBodyThatIsTooLongIsRefusedHoweverItIsAnnounced() {
        Answer source =
                site.source(
                        "{'provider':'stripe','secrets':['"
                                + ReceivingSite.SECRET
                                + "'],'max_body':100}");
        String url = source.text("url");

        assertThat(WebhookSender.bare("POST", url, "x".repeat(101)).status()).isEqualTo(413);
        assertThat(ReceivingSite.sender(source).send(ReceivingSite.PAID).status()).isEqualTo(200);
        assertThat(site.reasons(source)).containsExactly("too_large");
        assertThat(site.rejected(source).path(0).path("size").isNull()).isTrue();
    }

    @Test
    void aSourceMayBeSwitchedOff() {
        Answer source = site.stripe();
        site.api().post(ReceivingSite.path(source) + "/disable", "{}").expect(200);
        assertThat(ReceivingSite.sender(source).send(ReceivingSite.PAID).status()).isEqualTo(404);
        site.api().post(ReceivingSite.path(source) + "/enable", "{}").expect(200);
        assertThat(ReceivingSite.sender(source).send(ReceivingSite.PAID).status()).isEqualTo(200);
        assertThat(site.reasons(source)).containsExactly("source_off");
    }

    @Test
    void whatCameWhileASourceWasOffIsTakenInOnceItIsOn() {
        Answer source = site.stripe();
        String path = ReceivingSite.path(source);
        site.api().post(path + "/disable", "{}").expect(200);
        assertThat(ReceivingSite.sender(source).send(ReceivingSite.PAID).status()).isEqualTo(404);
        assertThat(WebhookSender.bare("POST", source.text("url"), "{}").status()).isEqualTo(404);

        JsonNode kept = site.rejected(source).path(1);
        assertThat(kept.path("reason").asString()).isEqualTo("source_off");
        assertThat(kept.path("size").intValue()).isEqualTo(Api.quoted(ReceivingSite.PAID).length());
        String accept = path + "/rejected/accept";
        assertThat(site.api().post(accept, "{}").body().text()).isEqualTo("{\"accepted\":0}");
        site.api().post(path + "/enable", "{}").expect(200);
        assertThat(site.api().post(accept, "{}").body().text()).isEqualTo("{\"accepted\":1}");
        assertThat(site.events("")).hasSize(1);
    }

    @Test
    void ofWhatIsTooLongToBeKeptNothingIsReadWhileASourceIsOff() {
        Answer source = site.stripe();
        site.api().post(ReceivingSite.path(source) + "/disable", "{}").expect(200);
        String much = "x".repeat(SourceLimits.REJECTED_BODY + 1);

        assertThat(WebhookSender.bare("POST", source.text("url"), much).status()).isEqualTo(404);
        assertThat(site.reasons(source)).containsExactly("source_off");
        assertThat(site.rejected(source).path(0).path("size").isNull()).isTrue();
    }

    @Test
    void requestsMayBeBoundToAddressesAndTypes() {
        Answer source =
                site.source(
                        "{'provider':'stripe','secrets':['%s'],'allow_ips':['10.0.0.0/8'],"
                                        .formatted(ReceivingSite.SECRET)
                                + "'deny_types':['invoice.*']}");
        assertThat(ReceivingSite.sender(source).send(ReceivingSite.PAID).status()).isEqualTo(403);
        site.api()
                .patch(ReceivingSite.path(source), "{'allow_ips':['10.0.0.0/8','127.0.0.1']}")
                .expect(200);
        // Sent as agreed: it is acknowledged, and goes nowhere.
        assertThat(ReceivingSite.sender(source).send(ReceivingSite.PAID).status()).isEqualTo(200);
        assertThat(site.events("")).isEmpty();
        assertThat(
                        ReceivingSite.sender(source)
                                .send(ReceivingSite.PAID.replace("invoice", "payout"))
                                .status())
                .isEqualTo(200);

        assertThat(site.reasons(source)).containsExactly("type_not_allowed", "ip_not_allowed");
        assertThat(site.events("")).hasSize(1);

        String rejected = ReceivingSite.path(source) + "/rejected";
        assertThat(site.api().post(rejected + "/recheck", "{}").body().text())
                .isEqualTo("{\"checked\":2,\"would_pass\":0}");
        assertThat(site.api().post(rejected + "/accept", "{}").body().text())
                .isEqualTo("{\"accepted\":0}");
        site.api()
                .patch(ReceivingSite.path(source), "{'deny_types':null,'allow_ips':['10.0.0.0/8']}")
                .expect(200);
        assertThat(site.api().post(rejected + "/accept", "{}").body().text())
                .isEqualTo("{\"accepted\":0}");
        site.api().patch(ReceivingSite.path(source), "{'allow_ips':null}").expect(200);
        assertThat(site.api().post(rejected + "/recheck", "{}").body().text())
                .isEqualTo("{\"checked\":2,\"would_pass\":2}");
        assertThat(site.api().post(rejected + "/accept", "{}").body().text())
                .isEqualTo("{\"accepted\":2}");
    }

    @Test
    void whatWasRejectedForAWrongSecretIsTakenInLater() {
        site.tenant().hook(receiver, "{'event_types':['stripe/*']}");
        Answer source = site.source("{'provider':'stripe','secrets':['wrong']}");
        assertThat(ReceivingSite.sender(source).send(ReceivingSite.PAID).status()).isEqualTo(401);
        assertThat(
                        ReceivingSite.sender(source)
                                .send(ReceivingSite.PAID.replace("evt_1", "evt_2"))
                                .status())
                .isEqualTo(401);
        assertThat(WebhookSender.bare("POST", source.text("url"), "{}").status()).isEqualTo(401);

        String recheck = ReceivingSite.path(source) + "/rejected/recheck";
        assertThat(
                        site.api()
                                .post(recheck, "{'secret':'" + ReceivingSite.SECRET + "'}")
                                .body()
                                .text())
                .isEqualTo("{\"checked\":3,\"would_pass\":2}");
        assertThat(site.api().post(recheck, "{'secret':'other'}").body().text())
                .isEqualTo("{\"checked\":3,\"would_pass\":0}");
        site.api()
                .post(
                        ReceivingSite.path(source) + "/secrets",
                        "{'secret':'" + ReceivingSite.SECRET + "'}")
                .expect(201);
        String accept = ReceivingSite.path(source) + "/rejected/accept";
        assertThat(site.api().post(accept, "{}").body().text()).isEqualTo("{\"accepted\":2}");

        Eventually.until("both are delivered", () -> receiver.received().size() == 2);
        assertThat(site.api().post(accept, "{}").body().text()).isEqualTo("{\"accepted\":0}");
        assertThat(site.reasons(source)).containsExactly("signature_missing");
    }

    @Test
    void aPackedBodyIsVerifiedAsItCame() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(Api.quoted(ReceivingSite.PAID).getBytes(UTF_8));
        }
        Answer source = site.source("{'provider':'github','secrets':['s']}");
        String signature = HexFormat.of().formatHex(mac(bytes.toByteArray()));
        var headers =
                Map.of(
                        "X-Hub-Signature-256", List.of("sha256=" + signature),
                        "X-GitHub-Event", List.of("push"),
                        "Content-Encoding", List.of("gzip"));
        var request =
                new InboundRequest(
                        "POST", source.text("url"), HeaderValues.of(headers), bytes.toByteArray());
        assertThat(WebhookSender.send(request).status()).isEqualTo(200);
        assertThat(WebhookSender.send(request.withBody("rubbish".getBytes(UTF_8))).status())
                .isEqualTo(401);
        // The event is readable, and what came is kept.
        String one = "/api/v1/events/" + site.events("").path(0).path("id").asString();
        JsonNode event = site.api().get(one).expect(200).json();
        assertThat(event.path("data").path("id").asString()).isEqualTo("evt_1");
        assertThat(event.path("arrival").path("body_base64").asString())
                .isEqualTo(Base64.getEncoder().encodeToString(bytes.toByteArray()));
    }

    private static byte[] mac(byte[] bytes) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("s".getBytes(UTF_8), "HmacSHA256"));
        return mac.doFinal(bytes);
    }

    @Test
    void aRejectedRequestIsShownWithItsBody() {
        Answer source = site.stripe();
        WebhookSender.bare("POST", source.text("url") + "/p?q=1", "{\"a\":1}");
        JsonNode listed = site.rejected(source).path(0);
        String one = ReceivingSite.path(source) + "/rejected/" + listed.path("id").asString();

        JsonNode shown = site.api().get(one).expect(200).json();

        assertThat(shown.path("path").asString()).isEqualTo("/p?q=1");
        assertThat(shown.path("body_base64").asString())
                .isEqualTo(Base64.getEncoder().encodeToString("{\"a\":1}".getBytes(UTF_8)));
        assertThat(shown.path("truncated").booleanValue()).isFalse();
        assertThat(shown.path("size").intValue()).isEqualTo(7);
    }

    @Test
    void severalSecretsHoldUntilTheyAreEnded() {
        Answer source = site.stripe();
        Answer both =
                site.api()
                        .post(ReceivingSite.path(source) + "/secrets", "{'secret':'second'}")
                        .expect(201);
        assertThat(ReceivingSite.sender(source).send(ReceivingSite.PAID).status()).isEqualTo(200);
        assertThat(
                        ReceivingSite.sender(source)
                                .with(source.text("url"), "second")
                                .send(ReceivingSite.PAID)
                                .status())
                .isEqualTo(200);

        String first = both.json().path("secrets").path(1).path("id").asString();
        site.api().delete(ReceivingSite.path(source) + "/secrets/" + first).expect(200);
        assertThat(ReceivingSite.sender(source).send(ReceivingSite.PAID).status()).isEqualTo(401);
        assertThat(site.rejected(source).path(0).path("hint").asString()).contains("secret");
        site.api().delete(ReceivingSite.path(source) + "/secrets/" + first + "x").expect(404);
    }
}
