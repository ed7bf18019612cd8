package dev.ringback.cli;

import dev.ringback.cli.ServerApi.Answer;
import dev.ringback.cli.ServerApi.Call;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.protocol.HeaderValues;
import dev.ringback.protocol.SymmetricKey;
import dev.ringback.protocol.Verification;
import dev.ringback.protocol.WebhookHeaders;
import dev.ringback.protocol.WebhookVerifier;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The demo's one round trip: an endpoint is registered, a chat completion sent, its webhook
 * received.
 */
record DemoRound(ServerApi api, DemoReceiver receiver, DemoPages pages, InstantSource clock) {

    static final String COMPLETIONS = "/v1/slow/chat/completions";
    static final String ENDPOINTS = "/api/v1/endpoints";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Why the round failed; empty when the webhook arrived and its signature is right. */
    Optional<String> go() throws InterruptedException {
        return switch (api.answer(Call.post(ENDPOINTS, endpoint(receiver.uri())))) {
            case Answer.Bad bad -> Optional.of(words(ENDPOINTS, bad));
            case Answer.Good(_, _, JsonTree made) -> registered(made);
        };
    }

    private Optional<String> registered(JsonTree endpoint) throws InterruptedException {
        String id = endpoint.text("id").orElse("");
        String secret = endpoint.text("secret").orElse("");
        if (id.isEmpty() || secret.isEmpty()) {
            return Optional.of("the new endpoint came without id or secret");
        }
        pages.registered(id, receiver.uri());
        JsonTree request = request(id);
        Instant sent = clock.instant();
        return switch (api.answer(Call.post(COMPLETIONS, request))) {
            case Answer.Bad bad -> Optional.of(words(COMPLETIONS, bad));
            case Answer.Good(int status, _, JsonTree answer) -> {
                pages.sent(request, status, answer, Duration.between(sent, clock.instant()));
                yield webhook(id, secret, answer.text("id").orElse(""), sent);
            }
        };
    }

    private Optional<String> webhook(
            String endpoint, String secret, String generation, Instant sent)
            throws InterruptedException {
        Optional<DemoReceiver.Arrived> arrived = receiver.next(PATIENCE);
        if (arrived.isEmpty()) {
            return Optional.of("no webhook came within %d s".formatted(PATIENCE.toSeconds()));
        }
        DemoReceiver.Arrived webhook = arrived.get();
        HeaderValues headers = HeaderValues.of(webhook.headers());
        Verification verification =
                WebhookVerifier.of(SymmetricKey.parse(secret))
                        .verify(headers, webhook.bytes(), clock.instant());
        pages.arrived(webhook, Duration.between(sent, webhook.at()), verification);
        return switch (verification) {
            case Verification.Rejected(_, String explanation) ->
                    Optional.of("the signature is wrong: " + explanation);
            case Verification.Verified _ -> strangers(headers, endpoint, generation);
        };
    }

    /** The webhook must be the one that was asked for. */
    private Optional<String> strangers(HeaderValues headers, String endpoint, String generation) {
        boolean ours =
                headers.named(WebhookHeaders.INFERENCE_WEBHOOK_ID).contains(endpoint)
                        && headers.named(WebhookHeaders.INFERENCE_GENERATION_ID)
                                .contains(generation);
        if (!ours) {
            return Optional.of("the webhook does not name this endpoint and this generation");
        }
        pages.further(endpoint, generation);
        return Optional.empty();
    }

    private static String words(String path, Answer.Bad bad) {
        String what =
                switch (bad) {
                    case Answer.Refused(int status, String text) ->
                            "was answered %d: %s".formatted(status, text);
                    case Answer.Garbled _ -> "was answered with something that is not JSON";
                    case Answer.Missing(IOException why) -> "failed: " + why;
                };
        return "POST " + path + " " + what;
    }

    private static JsonTree endpoint(URI receiver) {
        return new JsonObject()
                .put("name", "demo receiver")
                .put("url", receiver.toString())
                .put("format", "inference");
    }

    private static JsonTree request(String endpoint) {
        var message = new JsonObject().put("role", "user").put("content", "Capital of France?");
        var metadata = new JsonObject().put("webhook_id", endpoint).put("custom_id", "req-001");
        return new JsonObject()
                .put("model", "meta-llama/llama-3.2-1b-instruct/fp-8")
                .put("messages", List.of(message))
                .put("max_tokens", 100)
                .put("stream", false)
                .put("metadata", metadata);
    }
}
