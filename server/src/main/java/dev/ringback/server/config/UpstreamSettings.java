package dev.ringback.server.config;

import dev.ringback.kernel.policy.RetrySchedule;
import dev.ringback.protocol.Glob;
import dev.ringback.server.config.Setting.Shape;
import dev.ringback.server.upstreams.Fallback;
import dev.ringback.server.upstreams.UpstreamKind;
import dev.ringback.server.vault.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rows of the table of settings that are about upstreams. */
final class UpstreamSettings {

    static final Setting<Map<String, URI>> UPSTREAM =
            new Setting<>(
                    "upstream",
                    SettingPlace.EVERYWHERE,
                    "NAME=URL, any number",
                    Optional.empty(),
                    "OpenAI-compatible model server, such as local=http://127.0.0.1:8000/v1.",
                    Shape.LIST,
                    UpstreamReaders::urls);

    static final Setting<Map<String, Secret>> UPSTREAM_KEY =
            new Setting<>(
                    "upstream-key",
                    SettingPlace.EVERYWHERE,
                    "NAME=env:VARIABLE or NAME=file:PATH, any number",
                    Optional.empty(),
                    "Where the API key of an upstream is found; never the key itself.",
                    Shape.SECRET_LIST,
                    UpstreamReaders::keys);

    static final Setting<Map<String, List<Glob>>> UPSTREAM_MODELS =
            perUpstream(
                    "upstream-models",
                    "NAME=PATTERN,PATTERN",
                    "Models that an upstream takes, * for any characters; without, all that no"
                            + " other takes.",
                    UpstreamReaders::models);

    static final Setting<Map<String, Integer>> UPSTREAM_CONCURRENCY =
            perUpstream(
                    "upstream-concurrency",
                    "NAME=1 to 10000",
                    "How many requests an upstream is given at the same time; 64 if not said.",
                    UpstreamReaders::concurrencies);

    static final Setting<Map<String, Double>> UPSTREAM_RATE =
            perUpstream(
                    "upstream-rate",
                    "NAME=0.001 to 10000",
                    "How many requests an upstream is sent in a second; any number if not said.",
                    UpstreamReaders::rates);

    static final Setting<Map<String, Duration>> UPSTREAM_TIMEOUT =
            perUpstream(
                    "upstream-timeout",
                    "NAME=1s to 24h",
                    "How long an upstream may take for an answer; 10m if not said.",
                    UpstreamReaders::timeouts);

    static final Setting<Map<String, RetrySchedule>> UPSTREAM_RETRIES =
            perUpstream(
                    "upstream-retries",
                    "NAME=DELAY,DELAY or NAME=none",
                    "When a job is tried again that an upstream has failed; 2s,8s,30s,2m,10m if not"
                            + " said.",
                    UpstreamReaders::retries);

    static final Setting<Map<String, List<Fallback>>> UPSTREAM_FALLBACK =
            perUpstream(
                    "upstream-fallback",
                    "NAME=OTHER,OTHER/model",
                    "Where a job goes on that an upstream has failed, under another model's name if"
                            + " given.",
                    UpstreamReaders::fallbacks);

    static final Setting<Map<String, Boolean>> UPSTREAM_METADATA =
            perUpstream(
                    "upstream-metadata",
                    "NAME=on or NAME=off",
                    "Whether an upstream gets the metadata of requests whose answers it is not to"
                            + " store; off if not said.",
                    UpstreamReaders::switches);

    static final Setting<Map<String, List<String>>> UPSTREAM_HEADERS =
            perUpstream(
                    "upstream-headers",
                    "NAME=HEADER,HEADER",
                    "Headers of clients that wait which an upstream gets; none if not said.",
                    UpstreamReaders::headers);

    static final Setting<Map<String, UpstreamKind>> UPSTREAM_KIND =
            perUpstream(
                    "upstream-kind",
                    "NAME=replicate, fal, openai or ringback",
                    "How an upstream answers that takes work and calls back when it is done; direct"
                            + " if not said.",
                    UpstreamReaders::kinds);

    static final Setting<Map<String, Duration>> UPSTREAM_DEADLINE =
            perUpstream(
                    "upstream-deadline",
                    "NAME=1m to 7d",
                    "How long an upstream that calls back may take in all; 24h if not said.",
                    UpstreamReaders::deadlines);

    static final Setting<Map<String, Secret>> UPSTREAM_WEBHOOK_SECRET =
            new Setting<>(
                    "upstream-webhook-secret",
                    SettingPlace.EVERYWHERE,
                    "NAME=env:VARIABLE or NAME=file:PATH, any number",
                    Optional.empty(),
                    "Where the secret is found by which an upstream signs its callbacks, if it does"
                            + " not tell.",
                    Shape.SECRET_LIST,
                    UpstreamReaders::keys);

    /** The settings that name upstreams, each of which must exist. */
    static final List<Setting<? extends Map<String, ?>>> ABOUT =
            List.of(
                    UPSTREAM_KEY,
                    UPSTREAM_MODELS,
                    UPSTREAM_CONCURRENCY,
                    UPSTREAM_RATE,
                    UPSTREAM_TIMEOUT,
                    UPSTREAM_RETRIES,
                    UPSTREAM_FALLBACK,
                    UPSTREAM_METADATA,
                    UPSTREAM_HEADERS,
                    UPSTREAM_KIND,
                    UPSTREAM_DEADLINE,
                    UPSTREAM_WEBHOOK_SECRET);

    private UpstreamSettings() {}

    private static <T> Setting<T> perUpstream(
            String name, String form, String meaning, Setting.Reader<T> reader) {
        return new Setting<>(
                name,
                SettingPlace.EVERYWHERE,
                form + ", any number",
                Optional.empty(),
                meaning,
                Shape.LIST,
                reader);
    }
}
