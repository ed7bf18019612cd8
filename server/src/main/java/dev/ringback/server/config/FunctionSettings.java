package dev.ringback.server.config;

import dev.ringback.cli.Environment;
import dev.ringback.net.json.Durations;
import dev.ringback.protocol.FunctionKey;
import dev.ringback.server.config.Setting.Shape;
import dev.ringback.server.vault.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The rows of the table of settings that are about functions. */
final class FunctionSettings {

    private static final Pattern EVENT_KEY_FORM = Pattern.compile("[A-Za-z0-9_-]{1,200}");
    private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);
    private static final Duration MAX_INTERVAL = Duration.ofHours(24);

    static final Setting<List<String>> APP =
            new Setting<>(
                    "app",
                    SettingPlace.EVERYWHERE,
                    "http or https URL such as http://localhost:3000/api/inngest, any number",
                    Optional.empty(),
                    "App that serves functions; it is asked for them at the start, and until it"
                            + " answers.",
                    Shape.LIST,
                    UrlReaders::apps);

    static final Setting<Secret> SIGNING_KEY =
            secret(
                    "signing-key",
                    "hex digits, with or without signkey-...- before them",
                    "By which apps and server know each other; the INNGEST_SIGNING_KEY of the"
                            + " apps.",
                    FunctionSettings::signingKey);

    static final Setting<Secret> SIGNING_KEY_FILE =
            file(
                    "signing-key-file",
                    "File that holds the signing key and nothing else.",
                    FunctionSettings::signingKeyFile);

    static final Setting<Secret> SIGNING_KEY_FALLBACK =
            secret(
                    "signing-key-fallback",
                    "the same",
                    "Is believed too, while the signing keys of apps are changed.",
                    FunctionSettings::signingKey);

    static final Setting<Secret> SIGNING_KEY_FALLBACK_FILE =
            file(
                    "signing-key-fallback-file",
                    "File that holds the other signing key and nothing else.",
                    FunctionSettings::signingKeyFile);

    static final Setting<List<Secret>> EVENT_KEY =
            new Setting<>(
                    "event-key",
                    SettingPlace.EVERYWHERE,
                    "1 to 200 letters, digits, hyphens and underscores, any number",
                    Optional.empty(),
                    "Key of the default project that only sends events; the INNGEST_EVENT_KEY of"
                            + " apps.",
                    Shape.SECRET_LIST,
                    FunctionSettings::eventKeys);

    static final Setting<List<Secret>> EVENT_KEY_FILE =
            file(
                    "event-key-file",
                    "File that holds event keys and nothing else, one a line.",
                    FunctionSettings::eventKeysFile);

    static final Setting<Boolean> ALLOW_UNSUPPORTED =
            new Setting<>(
                    "allow-unsupported",
                    SettingPlace.EVERYWHERE,
                    "true or false",
                    Optional.of("false"),
                    "Takes functions that ask for what is not served yet, with a warning.",
                    Shape.SWITCH,
                    PlainReaders::truth);

    static final Setting<Duration> RETRY_INTERVAL =
            new Setting<>(
                    "retry-interval",
                    SettingPlace.EVERYWHERE,
                    "1s to 24h",
                    Optional.empty(),
                    "Pause before a step is tried again; 15s, 30s, 1m, 2m, 5m, ... if not said.",
                    Shape.SINGLE,
                    FunctionSettings::interval);

    static final Setting<Long> RUN_HISTORY =
            new Setting<>(
                    "run-history",
                    SettingPlace.EVERYWHERE,
                    "size such as 512m or 20g, or 0 for any",
                    Optional.of("0"),
                    "How much ended runs of a project may take with their steps; the oldest go"
                            + " before the retention is over.",
                    Shape.SINGLE,
                    PlainReaders::size);

    private FunctionSettings() {}

    /** What they come to. */
    static Settings.Functions read(SettingValues values) {
        return new Settings.Functions(
                values.find(APP).orElse(List.of()),
                values.find(SIGNING_KEY_FILE).or(() -> values.find(SIGNING_KEY)),
                values.find(SIGNING_KEY_FALLBACK_FILE).or(() -> values.find(SIGNING_KEY_FALLBACK)),
                values.find(EVENT_KEY_FILE).or(() -> values.find(EVENT_KEY)).orElse(List.of()),
                values.of(ALLOW_UNSUPPORTED),
                values.find(RETRY_INTERVAL),
                values.of(RUN_HISTORY));
    }

    /** What is wrong with them together, in a sentence. */
    static Optional<String> problemWith(SettingValues values) {
        boolean alone =
                values.find(SIGNING_KEY_FALLBACK)
                                .or(() -> values.find(SIGNING_KEY_FALLBACK_FILE))
                                .isPresent()
                        && values.find(SIGNING_KEY)
                                .or(() -> values.find(SIGNING_KEY_FILE))
                                .isEmpty();
        return values.twice(SIGNING_KEY_FILE, SIGNING_KEY)
                .or(() -> values.twice(SIGNING_KEY_FALLBACK_FILE, SIGNING_KEY_FALLBACK))
                .or(() -> values.twice(EVENT_KEY_FILE, EVENT_KEY))
                .or(() ->
                        alone
                                ? Optional.of(
                                        values.refusal(
                                                values.isGiven(SIGNING_KEY_FALLBACK)
                                                        ? SIGNING_KEY_FALLBACK
                                                        : SIGNING_KEY_FALLBACK_FILE,
                                                "it must not be given without "
                                                        + SIGNING_KEY.name()))
                                : Optional.empty());
    }

    private static Setting<Secret> secret(
            String name, String form, String meaning, Setting.Reader<Secret> reader) {
        return new Setting<>(
                name,
                SettingPlace.EVERYWHERE,
                form,
                Optional.empty(),
                meaning,
                Shape.SECRET,
                reader);
    }

    private static <T> Setting<T> file(String name, String meaning, Setting.Reader<T> reader) {
        return new Setting<>(
                name,
                Set.of(SettingPlace.VARIABLE),
                "file",
                Optional.empty(),
                meaning,
                Shape.SINGLE,
                reader);
    }

    private static Reading<Secret> signingKey(List<String> texts, Environment environment) {
        return signingKey(texts.getFirst());
    }

    private static Reading<Secret> signingKey(String text) {
        return FunctionKey.problemWith(text)
                .<Reading<Secret>>map(problem ->
                        Reading.refused(
                                "it must be an even number of hex digits, with signkey-, a word and"
                                        + " a hyphen before them or without, and it "
                                        + problem))
                .orElseGet(() -> Reading.good(new Secret(text)));
    }

    private static Reading<Secret> signingKeyFile(List<String> texts, Environment environment) {
        return PathReaders.path(texts.getFirst(), environment)
                .then(PathReaders::line)
                .then(FunctionSettings::signingKey);
    }

    private static Reading<List<Secret>> eventKeys(List<String> texts, Environment environment) {
        return eventKeys(texts);
    }

    private static Reading<List<Secret>> eventKeys(List<String> texts) {
        return texts.stream().allMatch(EVENT_KEY_FORM.asMatchPredicate())
                ? Reading.good(texts.stream().map(Secret::new).toList())
                : Reading.refused(
                        "each must be 1 to 200 letters, digits, hyphens and underscores: it is a"
                                + " part of a URL");
    }

    private static Reading<List<Secret>> eventKeysFile(
            List<String> texts, Environment environment) {
        return PathReaders.path(texts.getFirst(), environment)
                .then(PathReaders::line)
                .then(text -> eventKeys(text.lines().map(String::strip).toList()));
    }

    private static Reading<Duration> interval(List<String> texts, Environment environment) {
        return Durations.parse(texts.getFirst())
                .filter(each -> each.compareTo(MIN_INTERVAL) >= 0)
                .filter(each -> each.compareTo(MAX_INTERVAL) <= 0)
                .map(Reading::good)
                .orElseGet(() -> Reading.refused("it must be from 1s to 24h, such as 5s or 2m"));
    }
}
