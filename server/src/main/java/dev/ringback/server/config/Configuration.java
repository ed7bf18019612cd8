package dev.ringback.server.config;

import dev.ringback.cli.Environment;
import dev.ringback.server.config.Settings.Access;
import dev.ringback.server.config.Settings.Listen;
import dev.ringback.server.config.Settings.Peers;
import dev.ringback.server.config.Settings.Storage;
import dev.ringback.server.upstreams.TaskRules;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.Upstreams;
import dev.ringback.server.vault.Secret;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes settings of what people wrote. Nothing is fixed silently: what is wrong is refused. */
public final class Configuration {

    private static final String LOOPBACK_ONLY =
            "the API key of ringback dev is known to everybody, so it must be a loopback address"
                    + " such as 127.0.0.1, or RINGBACK_API_KEY must hold a key of your own";

    private Configuration() {}

    /**
     * Reads all settings: flags win over environment variables, those over the file, and that over
     * the defaults of the mode.
     *
     * @param flags what each flag was given, by setting name
     */
    public static SettingsLoaded load(
            Mode mode, Map<String, List<String>> flags, Environment environment) {
        Reading<Settings> read =
                new SettingTexts(flags, environment)
                        .collect()
                        .then(given -> SettingValues.read(given, mode, environment))
                        .then(values -> settings(mode, values));
        return switch (read) {
            case Reading.Good<Settings>(Settings settings) -> new SettingsLoaded.Ready(settings);
            case Reading.Refused<Settings>(String sentence) -> new SettingsLoaded.Refused(sentence);
        };
    }

    private static Reading<Settings> settings(Mode mode, SettingValues values) {
        return orphan(values)
                .or(() -> problemWithFallbacks(values))
                .or(() -> values.twice(SettingTable.API_KEY_FILE, SettingTable.API_KEY))
                .or(() -> values.twice(SettingTable.DATABASE_URL_FILE, SettingTable.DATABASE_URL))
                .or(() -> values.twice(SettingTable.SECRET_KEY_FILE, SettingTable.SECRET_KEY))
                .or(() -> FunctionSettings.problemWith(values))
                .or(() -> diskOfNobody(values))
                .or(() -> knownKey(mode, values))
                .or(() -> moreBegunThanOpen(values))
                .<Reading<Settings>>map(Reading::refused)
                .orElseGet(() -> Reading.good(build(mode, values)));
    }

    private static Settings build(Mode mode, SettingValues values) {
        return new Settings(
                mode,
                new Listen(
                        values.of(SettingTable.HOST),
                        values.of(SettingTable.PORT),
                        values.find(PeerSettings.PUBLIC_URL),
                        values.find(PeerSettings.CORS_ORIGIN).orElse(Set.of()),
                        new Peers(
                                values.find(PeerSettings.TRUSTED_PROXIES).orElse(List.of()),
                                values.find(PeerSettings.CONNECTIONS_PER_ADDRESS),
                                values.find(PeerSettings.UNFINISHED_PER_ADDRESS))),
                new Storage(
                        values.of(SettingTable.DATA),
                        databaseUrl(values),
                        values.of(SettingTable.RETENTION),
                        values.find(SettingTable.DISK_FLOOR),
                        values.of(SettingTable.IGNORE_LOCAL_DATA),
                        values.of(SettingTable.PROJECT_QUOTA)),
                new Access(
                        apiKey(values),
                        values.find(SettingTable.SECRET_KEY_FILE)
                                .or(() -> values.find(SettingTable.SECRET_KEY))
                                .orElse(List.of()),
                        values.of(SettingTable.RATE_LIMIT)),
                values.of(OutboundSettings.ALLOW_PRIVATE_NETWORK),
                values.find(OutboundSettings.TRUSTED_CERTIFICATES).orElse(List.of()),
                values.of(SettingTable.FILTERS),
                upstreams(values),
                FunctionSettings.read(values),
                values.of(SettingTable.LOG_FORMAT));
    }

    private static List<Upstream> upstreams(SettingValues values) {
        return values
                .find(UpstreamSettings.UPSTREAM)
                .orElse(Map.<String, URI>of())
                .entrySet()
                .stream()
                .map(entry -> upstream(entry.getKey(), entry.getValue(), values))
                .toList();
    }

    private static Upstream upstream(String name, URI url, SettingValues values) {
        Upstream plain = Upstream.of(name, url, of(name, UpstreamSettings.UPSTREAM_KEY, values));
        Upstream.Limits usual = plain.limits();
        var limits =
                new Upstream.Limits(
                        of(name, UpstreamSettings.UPSTREAM_CONCURRENCY, values)
                                .orElse(usual.concurrency()),
                        of(name, UpstreamSettings.UPSTREAM_RATE, values)
                                .orElse(usual.ratePerSecond()),
                        of(name, UpstreamSettings.UPSTREAM_TIMEOUT, values)
                                .orElse(usual.timeout()));
        return plain.withLimits(limits)
                .withModels(
                        of(name, UpstreamSettings.UPSTREAM_MODELS, values).orElse(plain.models()))
                .withRetries(
                        of(name, UpstreamSettings.UPSTREAM_RETRIES, values).orElse(plain.retries()))
                .withFallbacks(
                        of(name, UpstreamSettings.UPSTREAM_FALLBACK, values)
                                .orElse(plain.fallbacks()))
                .withHeaders(of(name, UpstreamSettings.UPSTREAM_HEADERS, values).orElse(List.of()))
                .withMetadata(of(name, UpstreamSettings.UPSTREAM_METADATA, values).orElse(false))
                .withTasks(tasks(name, values));
    }

    private static TaskRules tasks(String name, SettingValues values) {
        TaskRules usual = TaskRules.DIRECT;
        return new TaskRules(
                of(name, UpstreamSettings.UPSTREAM_KIND, values).orElse(usual.kind()),
                of(name, UpstreamSettings.UPSTREAM_DEADLINE, values).orElse(usual.deadline()),
                of(name, UpstreamSettings.UPSTREAM_WEBHOOK_SECRET, values));
    }

    /** What a setting says of one upstream. */
    private static <T> Optional<T> of(
            String name, Setting<Map<String, T>> setting, SettingValues values) {
        return values.find(setting).flatMap(each -> Optional.ofNullable(each.get(name)));
    }

    private static Optional<String> orphan(SettingValues values) {
        Map<String, URI> upstreams = values.find(UpstreamSettings.UPSTREAM).orElse(Map.of());
        for (Setting<? extends Map<String, ?>> setting : UpstreamSettings.ABOUT) {
            Map<String, ?> given =
                    values.find(setting).<Map<String, ?>>map(m -> m).orElse(Map.of());
            for (String name : given.keySet()) {
                if (!upstreams.containsKey(name)) {
                    return Optional.of(
                            values.refusal(
                                    setting,
                                    "there must be an upstream called %s".formatted(name)));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> problemWithFallbacks(SettingValues values) {
        return Upstreams.problemWith(upstreams(values))
                .map(problem -> values.refusal(UpstreamSettings.UPSTREAM_FALLBACK, problem));
    }

    private static Optional<Secret> databaseUrl(SettingValues values) {
        return values.find(SettingTable.DATABASE_URL_FILE)
                .or(() -> values.find(SettingTable.DATABASE_URL));
    }

    private static Optional<Secret> apiKey(SettingValues values) {
        return values.find(SettingTable.API_KEY_FILE).or(() -> values.find(SettingTable.API_KEY));
    }

    /** With a database elsewhere there is no disk of which anything is a part. */
    private static Optional<String> diskOfNobody(SettingValues values) {
        if (databaseUrl(values).isEmpty()) {
            return Optional.empty();
        }
        if (values.find(SettingTable.DISK_FLOOR).orElse(0L) > 0) {
            return Optional.of(
                    values.refusal(
                            SettingTable.DISK_FLOOR,
                            "with database-url the disk is the database's, so it must be 0 or left"
                                    + " out"));
        }
        return values.isGiven(SettingTable.PROJECT_QUOTA)
                        && values.of(SettingTable.PROJECT_QUOTA) instanceof StorageShare.OfDisk
                ? Optional.of(
                        values.refusal(
                                SettingTable.PROJECT_QUOTA,
                                "with database-url the disk is the database's, so it must be a size"
                                        + " such as 20g, or 0 for any"))
                : Optional.empty();
    }

    /** The key that everybody knows must not open a server that others can reach. */
    private static Optional<String> knownKey(Mode mode, SettingValues values) {
        boolean known =
                apiKey(values).filter(key -> key.reveal().equals(Settings.DEV_KEY)).isPresent();
        if (!known) {
            return Optional.empty();
        }
        return switch (mode) {
            case SERVE ->
                    Optional.of(
                            values.refusal(
                                    values.isGiven(SettingTable.API_KEY_FILE)
                                            ? SettingTable.API_KEY_FILE
                                            : SettingTable.API_KEY,
                                    "it must not be the key of ringback dev, which everybody"
                                            + " knows"));
            case DEV, DEMO ->
                    isLoopback(values.of(SettingTable.HOST))
                            ? Optional.empty()
                            : Optional.of(values.refusal(SettingTable.HOST, LOOPBACK_ONLY));
        };
    }

    private static Optional<String> moreBegunThanOpen(SettingValues values) {
        Optional<Integer> open = values.find(PeerSettings.CONNECTIONS_PER_ADDRESS);
        Optional<Integer> begun = values.find(PeerSettings.UNFINISHED_PER_ADDRESS);
        return begun.filter(count -> open.isPresent() && count > open.get())
                .map(_ ->
                        values.refusal(
                                PeerSettings.UNFINISHED_PER_ADDRESS,
                                "it must not be more than the %d of %s: each request needs"
                                                .formatted(
                                                        open.orElseThrow(),
                                                        PeerSettings.CONNECTIONS_PER_ADDRESS.name())
                                        + " a connection"));
    }

    private static boolean isLoopback(String host) {
        if (host.equals("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
