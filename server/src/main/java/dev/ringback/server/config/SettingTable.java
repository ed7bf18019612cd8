package dev.ringback.server.config;

import static dev.ringback.server.config.SettingPlace.FLAG;
import static dev.ringback.server.config.SettingPlace.VARIABLE;

import dev.ringback.server.config.Setting.Shape;
import dev.ringback.server.config.Settings.LogFormat;
import dev.ringback.server.vault.Secret;
import dev.ringback.server.vault.VaultKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The one table of all settings, but for the rows of upstreams. */
public final class SettingTable {

    public static final Setting<Integer> PORT =
            setting(
                    "port",
                    "0 to 65535",
                    "8288",
                    "TCP port to listen on; 0 takes any free one.",
                    PlainReaders::port);

    static final Setting<String> HOST =
            setting(
                    "host",
                    "host name or IP address",
                    "127.0.0.1",
                    "Address to listen on; 0.0.0.0 or :: for every network of the machine.",
                    PlainReaders::host);

    public static final Setting<Path> DATA =
            setting(
                    "data",
                    "directory",
                    "./ringback-data",
                    "Where the embedded store and generated keys are kept; made when missing.",
                    PathReaders::data);

    public static final Setting<Secret> DATABASE_URL =
            new Setting<>(
                    "database-url",
                    SettingPlace.EVERYWHERE,
                    "postgresql://user:password@host/database",
                    Optional.empty(),
                    "PostgreSQL database to use in place of the embedded store.",
                    Shape.SECRET,
                    UrlReaders::database);

    static final Setting<Secret> DATABASE_URL_FILE =
            new Setting<>(
                    "database-url-file",
                    SettingPlace.EVERYWHERE,
                    "file",
                    Optional.empty(),
                    "File that holds the database-url and nothing else, in place of it.",
                    Shape.SINGLE,
                    PathReaders::database);

    public static final Setting<Boolean> IGNORE_LOCAL_DATA =
            new Setting<>(
                    "ignore-local-data",
                    SettingPlace.EVERYWHERE,
                    "true or false",
                    Optional.of("false"),
                    "Starts on database-url though deliveries or jobs wait in the data directory.",
                    Shape.SWITCH,
                    PlainReaders::truth);

    static final Setting<Duration> RETENTION =
            setting(
                    "retention",
                    "1d to 3650d, or in hours: 36h",
                    "14d",
                    "How long finished events and calls are kept.",
                    PlainReaders::retention);

    static final Setting<Long> DISK_FLOOR =
            new Setting<>(
                    "disk-floor",
                    SettingPlace.EVERYWHERE,
                    "size such as 512m or 2g, or 0 for none",
                    Optional.empty(),
                    "How much of the embedded store's disk stays free; a tenth of it, and 256m at"
                            + " most, if not said.",
                    Shape.SINGLE,
                    PlainReaders::size);

    static final Setting<StorageShare> PROJECT_QUOTA =
            setting(
                    "project-quota",
                    "share of the disk such as 25%, size such as 20g, or 0 for any",
                    "50%",
                    "How much one project may store; a share only of the embedded store's disk.",
                    PlainReaders::share);

    static final Setting<Integer> RATE_LIMIT =
            setting(
                    "rate-limit",
                    "0 to 1000000",
                    "0",
                    "Requests per minute of a key that has no limit of its own; 0 for any number.",
                    PlainReaders::rateLimit);

    static final Setting<Boolean> FILTERS =
            setting(
                    "filters",
                    "on or off",
                    "on",
                    "Whether filters run; off holds what endpoints with a filter would get.",
                    PlainReaders::onOrOff);

    static final Setting<LogFormat> LOG_FORMAT =
            setting(
                    "log-format",
                    "text or json",
                    "text",
                    "How log lines are written to standard error.",
                    PlainReaders::logFormat);

    public static final Setting<Path> CONFIG =
            new Setting<>(
                    "config",
                    Set.of(FLAG, VARIABLE),
                    "YAML file",
                    Optional.empty(),
                    "File with settings; each may be overridden by its variable or flag.",
                    Shape.SINGLE,
                    PathReaders::config);

    static final Setting<Secret> API_KEY =
            new Setting<>(
                    "api-key",
                    Set.of(VARIABLE),
                    "20 to 200 visible characters",
                    Optional.empty(),
                    "Admin API key; when there is none, the first start makes and prints one.",
                    Shape.SECRET,
                    PlainReaders::apiKey);

    static final Setting<Secret> API_KEY_FILE =
            new Setting<>(
                    "api-key-file",
                    Set.of(VARIABLE),
                    "file",
                    Optional.empty(),
                    "File that holds the admin API key and nothing else, in place of api-key.",
                    Shape.SINGLE,
                    PathReaders::apiKey);

    public static final Setting<List<VaultKey>> SECRET_KEY =
            new Setting<>(
                    "secret-key",
                    Set.of(VARIABLE),
                    "32 bytes in base64; several while rotating",
                    Optional.empty(),
                    "Encrypts secrets at rest; generated in the data directory when not given.",
                    Shape.SECRET,
                    PlainReaders::secretKey);

    static final Setting<List<VaultKey>> SECRET_KEY_FILE =
            new Setting<>(
                    "secret-key-file",
                    Set.of(VARIABLE),
                    "file",
                    Optional.empty(),
                    "File that holds the secret-key and nothing else, in place of it.",
                    Shape.SINGLE,
                    PathReaders::secretKey);

    static final Setting<String> HEAP =
            new Setting<>(
                    "heap",
                    Set.of(VARIABLE),
                    "size such as 512m or 2g",
                    Optional.of("512m"),
                    "Most memory for the Java heap; read by the launcher script.",
                    Shape.SINGLE,
                    PlainReaders::heap);

    /** All of them, in the order in which help and guide show them. */
    public static final List<Setting<?>> ALL =
            List.of(
                    PORT,
                    HOST,
                    PeerSettings.PUBLIC_URL,
                    PeerSettings.CORS_ORIGIN,
                    PeerSettings.TRUSTED_PROXIES,
                    PeerSettings.CONNECTIONS_PER_ADDRESS,
                    PeerSettings.UNFINISHED_PER_ADDRESS,
                    DATA,
                    DATABASE_URL,
                    DATABASE_URL_FILE,
                    IGNORE_LOCAL_DATA,
                    RETENTION,
                    DISK_FLOOR,
                    PROJECT_QUOTA,
                    RATE_LIMIT,
                    OutboundSettings.ALLOW_PRIVATE_NETWORK,
                    OutboundSettings.TRUSTED_CERTIFICATES,
                    FILTERS,
                    UpstreamSettings.UPSTREAM,
                    UpstreamSettings.UPSTREAM_KEY,
                    UpstreamSettings.UPSTREAM_MODELS,
                    UpstreamSettings.UPSTREAM_CONCURRENCY,
                    UpstreamSettings.UPSTREAM_RATE,
                    UpstreamSettings.UPSTREAM_TIMEOUT,
                    UpstreamSettings.UPSTREAM_RETRIES,
                    UpstreamSettings.UPSTREAM_FALLBACK,
                    UpstreamSettings.UPSTREAM_METADATA,
                    UpstreamSettings.UPSTREAM_HEADERS,
                    UpstreamSettings.UPSTREAM_KIND,
                    UpstreamSettings.UPSTREAM_DEADLINE,
                    UpstreamSettings.UPSTREAM_WEBHOOK_SECRET,
                    FunctionSettings.APP,
                    FunctionSettings.SIGNING_KEY,
                    FunctionSettings.SIGNING_KEY_FALLBACK,
                    FunctionSettings.EVENT_KEY,
                    FunctionSettings.ALLOW_UNSUPPORTED,
                    FunctionSettings.RETRY_INTERVAL,
                    FunctionSettings.RUN_HISTORY,
                    LOG_FORMAT,
                    CONFIG,
                    API_KEY,
                    API_KEY_FILE,
                    FunctionSettings.SIGNING_KEY_FILE,
                    FunctionSettings.SIGNING_KEY_FALLBACK_FILE,
                    FunctionSettings.EVENT_KEY_FILE,
                    SECRET_KEY,
                    SECRET_KEY_FILE,
                    HEAP);

    private SettingTable() {}

    /** The settings that may be given there. */
    public static List<Setting<?>> in(SettingPlace place) {
        return ALL.stream().filter(setting -> setting.in(place)).toList();
    }

    private static <T> Setting<T> setting(
            String name, String form, String fallback, String meaning, Setting.Reader<T> reader) {
        return new Setting<>(
                name,
                SettingPlace.EVERYWHERE,
                form,
                Optional.of(fallback),
                meaning,
                Shape.SINGLE,
                reader);
    }
}
