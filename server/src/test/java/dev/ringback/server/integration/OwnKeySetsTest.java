package dev.ringback.server.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.ClosedPort;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Sources whose public keys are where their owner says. */
class OwnKeySetsTest {

    private static final String BODY = "{\"type\":\"order.paid\"}";

    @AutoClose private static final Ringback RINGBACK = Ringback.start(Ringback.PRIVATE);

    private final ReceivingSite site = new ReceivingSite(RINGBACK.tenant());

    private Answer source(String keys) {
        return site.source(
                ("{'provider':'custom','context':{'jwks_url':'%s'},'scheme':{'family':'asymmetric',"
                                + "'algorithm':'ed25519','encoding':'hex','message':'{body}',"
                                + "'signature':{'header':'X-Signature'},'key':{'source':'jwks'},"
                                + "'event_type':'json:/type'}}")
                        .formatted(keys));
    }

    private static String keySet(KeyPair keys) {
        byte[] encoded = keys.getPublic().getEncoded();
        byte[] x = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        return "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"}]}"
                .formatted(Base64.getUrlEncoder().withoutPadding().encodeToString(x));
    }

    private static String signature(KeyPair keys) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(keys.getPrivate());
        signature.update(BODY.getBytes(UTF_8));
        return HexFormat.of().formatHex(signature.sign());
    }

    private static int sent(Answer source, String signature) {
        return WebhookSender.bare("POST", source.text("url"), BODY, "X-Signature", signature)
                .status();
    }

    @Test
    void theyMayBeOnThisMachineWherePrivateNetworksAreAllowed() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        try (var holder = RudeReceiver.start(Behaviour.Answer.of(200, keySet(keys)))) {
            Answer source = source(holder.url("/keys").toString());

            assertThat(sent(source, signature(keys))).isEqualTo(200);
            assertThat(sent(source, "00".repeat(64))).isEqualTo(401);
            assertThat(site.types()).containsExactly("order.paid");
        }
    }

    @Test
    void whileTheyAreAwayTheProviderIsToTryAgain() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        try (var port = ClosedPort.take()) {
            Answer source = source("http://127.0.0.1:" + port.number() + "/keys");

            assertThat(sent(source, signature(keys))).isEqualTo(503);
            assertThat(site.reasons(source)).isEmpty();
        }
    }

    @Test
    void elsewhereTheyAreHttpsAndPublic() {
        try (var strict = Ringback.start(Map.of())) {
            for (String url : new String[] {"http://keys.example/", "https://127.0.0.1/"}) {
                assertThat(
                                strict.tenant()
                                        .api()
                                        .post(
                                                "/api/v1/sources",
                                                "{'provider':'fal','context':{'jwks_url':'%s'}}"
                                                        .formatted(url))
                                        .expect(422)
                                        .faultyFields())
                        .containsExactly("context.jwks_url");
            }
            strict.tenant()
                    .api()
                    .post(
                            "/api/v1/sources",
                            "{'provider':'fal','context':{'jwks_url':'https://keys.example:8443/'}}")
                    .expect(201);
        }
    }
}
