package dev.ringback.server.integration;

import dev.ringback.protocol.providers.Providers;
import dev.ringback.protocol.providers.Sample;
import dev.ringback.protocol.providers.request.InboundRequest;
import dev.ringback.protocol.providers.request.SchemeContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Sends what a provider would send to a source. */
record WebhookSender(String provider, String url, String secret) {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Set<String> RESTRICTED = Set.of("host", "content-length", "connection");

    /** The answer to a provider. */
    record Acknowledgement(int status, String body) {}

    /** The same sender with another secret, or another URL. */
    WebhookSender with(String otherUrl, String otherSecret) {
        return new WebhookSender(provider, otherUrl, otherSecret);
    }

    /** Sends JSON, signed just now. */
    Acknowledgement send(String json) {
        return send(json, Map.of(), Instant.now());
    }

    /** Sends JSON with more headers, signed at a moment. */
    Acknowledgement send(String json, Map<String, String> headers, Instant at) {
        return send(signed(json, headers, at));
    }

    /** A request that is signed and not sent. */
    InboundRequest signed(String json, Map<String, String> headers, Instant at) {
        Map<String, String> all = new HashMap<>(headers);
        all.putIfAbsent("Content-Type", "application/json");
        Sample sample = new Sample("POST", all, Api.quoted(json));
        return Providers.builtIn()
                .find(provider)
                .orElseThrow()
                .scheme()
                .sign(sample, url, secret, SchemeContext.none(), at, "id")
                .orElseThrow();
    }

    /** Sends a request as it is. */
    static Acknowledgement send(InboundRequest request) {
        var builder =
                HttpRequest.newBuilder(URI.create(request.url()))
                        .method(
                                request.method(),
                                HttpRequest.BodyPublishers.ofByteArray(request.body()));
        for (String name : request.headers().names()) {
            if (!RESTRICTED.contains(name)) {
                request.headers().named(name).forEach(value -> builder.header(name, value));
            }
        }
        return answer(builder.build());
    }

    /** Sends without a signature. */
    static Acknowledgement bare(String method, String url, String body, String... headers) {
        var builder =
                HttpRequest.newBuilder(URI.create(url))
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        return answer(headers.length == 0 ? builder.build() : builder.headers(headers).build());
    }

    private static Acknowledgement answer(HttpRequest request) {
        try {
            HttpResponse<String> answer =
                    CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            return new Acknowledgement(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for an answer", e);
        }
    }
}
