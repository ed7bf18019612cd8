package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keys with limits so low that nothing comes back while a test runs. */
class RateLimitOverHttpTest {

    private static final String CHAT =
            "{'model':'demo/echo','stream':true,'messages':[{'role':'user','content':'hello'}]}";

    private static Api limited(Ringback ringback, int perMinute) {
        Api admin = ringback.admin();
        String body = "{'scopes':['write'],'rate_limit':" + perMinute + "}";
        return admin.with(admin.post("/api/v1/keys", body).expect(201).text("key"));
    }

    private static void standsAt(HttpHeaders headers, int limit, int remaining) {
        for (String suffix : List.of("", "-requests")) {
            assertThat(headers.allValues("x-ratelimit-limit" + suffix))
                    .containsExactly(Integer.toString(limit));
            assertThat(headers.allValues("x-ratelimit-remaining" + suffix))
                    .containsExactly(Integer.toString(remaining));
        }
        assertThat(headers.firstValueAsLong("x-ratelimit-reset").orElseThrow()).isPositive();
        assertThat(headers.firstValue("x-ratelimit-reset-requests").orElseThrow())
                .matches("(1m)?[0-9.]+s");
    }

    @Test
    void theInferenceSurfaceRefusesInOpenAisWordsAndTellsStreamsToo() throws IOException {
        try (var ringback = Ringback.start(Ringback.PRIVATE)) {
            Api api = limited(ringback, 2);
            HttpResponse<InputStream> streamed = api.stream("/v1/chat/completions", CHAT);
            try (InputStream body = streamed.body()) {
                assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
                        .contains("hello")
                        .contains("[DONE]");
            }
            standsAt(streamed.headers(), 2, 1);
            standsAt(api.get("/v1/models").expect(200).headers(), 2, 0);
            Answer refused = api.get("/v1/models").expect(429);
            standsAt(refused.headers(), 2, 0);
            assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
                    .isBetween(1L, 30L);
            assertThat(refused.json().at("/error/code").asString())
                    .isEqualTo("rate_limit_exceeded");
            assertThat(refused.json().at("/error/message").asString())
                    .contains("2 requests a minute");
        }
    }

    @Test
    void theInstancesLimitHoldsOnTheNativeApi() {
        try (var ringback = Ringback.start(Map.of("rate-limit", List.of("1")))) {
            Api api = ringback.admin();
            standsAt(api.get("/api/v1/events").expect(200).headers(), 1, 0);
            Answer refused = api.get("/api/v1/events").expect(429);
            standsAt(refused.headers(), 1, 0);
            assertThat(refused.headers().firstValue("Content-Type"))
                    .contains("application/problem+json");
            assertThat(refused.text("code")).isEqualTo("rate_limit_exceeded");
            assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
                    .isBetween(1L, 60L);
        }
    }
}
