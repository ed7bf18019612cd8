package dev.ringback.server.observe;

import dev.ringback.kernel.model.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Counts and times the attempts of each kind of call. */
final class AttemptMeters {

    static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60)
    };

    private final MeterRegistry registry;
    private final Map<String, Meters> kinds = new ConcurrentHashMap<>();

    private record Meters(Counter success, Counter retry, Counter refused, Timer seconds) {}

    AttemptMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void attempted(String kind, Outcome outcome, long totalMicros) {
        Meters meters = kinds.get(kind);
        if (meters == null) {
            meters = kinds.computeIfAbsent(kind, this::meters);
        }
        switch (outcome) {
            case Outcome.Success _ -> meters.success.increment();
            case Outcome.Retry _ -> meters.retry.increment();
            case Outcome.Refused _ -> meters.refused.increment();
        }
        meters.seconds.record(totalMicros, TimeUnit.MICROSECONDS);
    }

    private Meters meters(String kind) {
        return new Meters(
                counter(kind, "success"),
                counter(kind, "retry"),
                counter(kind, "refused"),
                Timer.builder("ringback.attempt")
                        .description("How long an attempt took")
                        .tag("kind", kind)
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry));
    }

    private Counter counter(String kind, String outcome) {
        return Counter.builder("ringback.attempts")
                .description("Attempts that were made")
                .tag("kind", kind)
                .tag("outcome", outcome)
                .register(registry);
    }
}
