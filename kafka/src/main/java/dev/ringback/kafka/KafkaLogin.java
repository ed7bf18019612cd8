package dev.ringback.kafka;

import dev.ringback.kafka.KafkaPlace.Who;
import dev.ringback.net.wire.queue.QueueProtocol.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.requests.SaslAuthenticateRequest;
import org.apache.kafka.common.requests.SaslAuthenticateResponse;
import org.apache.kafka.common.requests.SaslHandshakeRequest;
import org.apache.kafka.common.requests.SaslHandshakeResponse;
import org.apache.kafka.common.security.scram.ScramExtensionsCallback;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;
import org.apache.kafka.common.security.scram.internals.ScramSaslClient;

/** Says to a broker who somebody is. */
final class KafkaLogin {

    static final String PLAIN = "PLAIN";

    private static final int AS_IT_COMES = Short.MAX_VALUE;

    private KafkaLogin() {}

    /** Nothing is said by who has no login. */
    static void tell(KafkaTalk talk, Who who) throws IOException, RefusedException {
        if (who.login().isEmpty()) {
            return;
        }
        var handshake = new SaslHandshakeRequestData().setMechanism(who.mechanism());
        SaslHandshakeResponse agreed =
                talk.ask(
                        new SaslHandshakeRequest.Builder(handshake),
                        AS_IT_COMES,
                        SaslHandshakeResponse.class);
        String known = "it knows " + String.join(", ", agreed.enabledMechanisms());
        KafkaRefusals.check(agreed.error().code(), known);
        String[] parts = who.login().get().split(":", 2);
        if (who.mechanism().equals(PLAIN)) {
            byte[] _ = authenticated(talk, utf8('\0' + parts[0] + '\0' + parts[1]));
        } else {
            scram(talk, who.mechanism(), parts);
        }
    }

    private static void scram(KafkaTalk talk, String mechanism, String[] login)
            throws IOException, RefusedException {
        SaslClient client = client(mechanism, login);
        try {
            byte[] next = client.evaluateChallenge(new byte[0]);
            while (!client.isComplete()) {
                next = client.evaluateChallenge(authenticated(talk, next));
            }
        } catch (SaslException e) {
            throw new RefusedException(401, "the broker does not know the password", true);
        }
    }

    private static SaslClient client(String mechanism, String[] login) throws IOException {
        try {
            return new ScramSaslClient(
                    ScramMechanism.forMechanismName(mechanism),
                    asked -> {
                        for (Callback each : asked) {
                            answer(each, login);
                        }
                    });
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("this Java does not know " + mechanism, e);
        }
    }

    private static void answer(Callback asked, String[] login) throws UnsupportedCallbackException {
        switch (asked) {
            case NameCallback name -> name.setName(login[0]);
            case PasswordCallback password -> password.setPassword(login[1].toCharArray());
            case ScramExtensionsCallback _ -> {}
            default -> throw new UnsupportedCallbackException(asked);
        }
    }

    private static byte[] authenticated(KafkaTalk talk, byte[] said)
            throws IOException, RefusedException {
        SaslAuthenticateResponse answer =
                talk.ask(
                        new SaslAuthenticateRequest.Builder(
                                new SaslAuthenticateRequestData().setAuthBytes(said)),
                        AS_IT_COMES,
                        SaslAuthenticateResponse.class);
        KafkaRefusals.check(answer.error().code(), answer.errorMessage());
        return answer.saslAuthBytes();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
