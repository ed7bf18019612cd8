package dev.ringback.server.integration;

import static dev.ringback.server.integration.PlayedApp.returned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A function that a schedule starts, on a real server shortly before the minute is full. */
final class CronsOverHttpTest {

    private static final Duration BEFORE_THE_MINUTE = Duration.ofSeconds(3);

    /** A clock that is about to show a full minute. */
    private static WrongClock clock() {
        var clock = new WrongClock();
        Instant now = clock.instant();
        Instant minute = now.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
        clock.set(Duration.between(now, minute.minus(BEFORE_THE_MINUTE)));
        return clock;
    }

    @Test
    void theMinuteStartsTheFunctionUntilItIsPaused() {
        BlockingQueue<JsonNode> seen = new LinkedBlockingQueue<>();
        try (var ringback = Ringback.startDev(Map.of(), clock().host());
                var app = new PlayedApp()) {
            Api api = ringback.admin();
            app.function(
                    "tick",
                    "{'cron':'* * * * *'}",
                    body -> {
                        seen.add(body.path("event"));
                        return returned("'ticked'");
                    });
            app.register(api);
            Eventually.until("it is known when it starts next", () -> trigger(api).has("next_at"));
            Instant next = Instant.parse(trigger(api).path("next_at").asString());

            JsonNode event = Eventually.take("the app is asked", seen);

            assertThat(event.path("name").asString()).isEqualTo("inngest/scheduled.timer");
            assertThat(Instant.parse(event.path("id").asString())).isEqualTo(next);
            assertThat(event.at("/data/cron").asString()).isEqualTo("* * * * *");
            Eventually.until(
                    "the run has ended",
                    () ->
                            api.read("/api/v1/runs?function=app-tick&status=completed")
                                    .json()
                                    .path("data")
                                    .has(0));
            assertThat(Instant.parse(trigger(api).path("next_at").asString()))
                    .isAfterOrEqualTo(next.plusSeconds(60));
            String query =
                    "{ runs { edges { node { cronSchedule function { triggers { type value } } } }"
                            + " } }";
            JsonNode run = new GraphqlClient(api).data(query, Map.of()).at("/runs/edges/0/node");
            assertThat(run.path("cronSchedule").asString()).isEqualTo("* * * * *");
            assertThat(run.at("/function/triggers").toString())
                    .isEqualTo("[{\"type\":\"CRON\",\"value\":\"* * * * *\"}]");

            api.post("/api/v1/functions/app-tick/pause", "").expect(200);
            assertThat(trigger(api).has("next_at")).isFalse();
        }
    }

    private static JsonNode trigger(Api api) {
        return api.get("/api/v1/functions/app-tick").expect(200).json().at("/triggers/0");
    }
}
