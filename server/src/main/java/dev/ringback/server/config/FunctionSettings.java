package dev.ringback.server.config;

import dev.ringback.cli.Environment;
import dev.ringback.net.json.Durations;
import dev.ringback.server.config.Setting.Shape;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The rows of the table of settings that are about functions. */
final class FunctionSettings {

    private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);
    private static final Duration MAX_INTERVAL = Duration.ofHours(24);

    static final Setting<Duration> RETRY_INTERVAL =
            new Setting<>(
                    "retry-interval",
                    SettingPlace.EVERYWHERE,
                    "1s to 24h",
                    Optional.empty(),
                    "Pause before a step is tried again; 15s, 30s, 1m, 2m, 5m, ... if not said.",
                    Shape.SINGLE,
                    FunctionSettings::interval);

    private FunctionSettings() {}

    private static Reading<Duration> interval(List<String> texts, Environment environment) {
        return Durations.parse(texts.getFirst())
                .filter(each -> each.compareTo(MIN_INTERVAL) >= 0)
                .filter(each -> each.compareTo(MAX_INTERVAL) <= 0)
                .map(Reading::good)
                .orElseGet(() -> Reading.refused("it must be from 1s to 24h, such as 5s or 2m"));
    }
}
