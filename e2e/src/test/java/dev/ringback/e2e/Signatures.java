package dev.ringback.e2e;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.ringback.kernel.model.Header;
import dev.ringback.testkit.receiver.Received;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Judges received webhooks by the Standard Webhooks library for Java. */
final class Signatures {

    private Signatures() {}

    /** Returns when the request is signed with that secret. */
    static void verify(String secret, Received request)
            throws EmptyWebhookSecretException, WebhookVerificationException {
        verify(secret, request, request.body().text());
    }

    /** Returns when the request, with another body, is signed with that secret. */
    static void verify(String secret, Received request, String body)
            throws EmptyWebhookSecretException, WebhookVerificationException {
        new Webhook(secret).verify(body, headers(request));
    }

    private static Map<String, List<String>> headers(Received request) {
        return request.headers().stream()
                .collect(
                        Collectors.groupingBy(
                                header -> header.name().toLowerCase(Locale.ROOT),
                                Collectors.mapping(Header::value, Collectors.toList())));
    }
}
