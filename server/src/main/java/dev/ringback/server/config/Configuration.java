package dev.ringback.server.config;

import dev.ringback.server.config.Settings.Access;
import dev.ringback.server.config.Settings.Listen;
import dev.ringback.server.config.Settings.Storage;
import dev.ringback.server.config.Settings.Upstream;
import dev.ringback.server.endpoints.Secret;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    public static Loaded load(
            Mode mode, Map<String, List<String>> flags, Surroundings surroundings) {
        Reading<Settings> read =
                new Sources(flags, surroundings)
                        .collect()
                        .then(given -> Values.read(given, mode, surroundings))
                        .then(values -> settings(mode, values));
        return switch (read) {
            case Reading.Good<Settings>(Settings settings) -> new Loaded.Ready(settings);
            case Reading.Refused<Settings>(String sentence) -> new Loaded.Refused(sentence);
        };
    }

    private static Reading<Settings> settings(Mode mode, Values values) {
        return orphanKey(values)
                .or(() -> knownKey(mode, values))
                .<Reading<Settings>>map(Reading::refused)
                .orElseGet(() -> Reading.good(build(mode, values)));
    }

    private static Settings build(Mode mode, Values values) {
        return new Settings(
                mode,
                new Listen(values.of(SettingTable.HOST), values.of(SettingTable.PORT)),
                new Storage(
                        values.of(SettingTable.DATA),
                        values.find(SettingTable.DATABASE_URL),
                        values.of(SettingTable.RETENTION)),
                new Access(
                        values.find(SettingTable.API_KEY),
                        values.find(SettingTable.SECRET_KEY).orElse(List.of())),
                values.of(SettingTable.ALLOW_PRIVATE_NETWORK),
                upstreams(values),
                values.of(SettingTable.LOG_FORMAT));
    }

    private static List<Upstream> upstreams(Values values) {
        Map<String, Secret> keys = values.find(SettingTable.UPSTREAM_KEY).orElse(Map.of());
        return values.find(SettingTable.UPSTREAM).orElse(Map.<String, URI>of()).entrySet().stream()
                .map(entry ->
                        new Upstream(
                                entry.getKey(),
                                entry.getValue(),
                                Optional.ofNullable(keys.get(entry.getKey()))))
                .toList();
    }

    private static Optional<String> orphanKey(Values values) {
        Map<String, URI> upstreams = values.find(SettingTable.UPSTREAM).orElse(Map.of());
        return values.find(SettingTable.UPSTREAM_KEY).orElse(Map.of()).keySet().stream()
                .filter(name -> !upstreams.containsKey(name))
                .findFirst()
                .map(name ->
                        values.refusal(
                                SettingTable.UPSTREAM_KEY,
                                "there must be an upstream called %s".formatted(name)));
    }

    /** The key that everybody knows must not open a server that others can reach. */
    private static Optional<String> knownKey(Mode mode, Values values) {
        boolean known =
                values.find(SettingTable.API_KEY)
                        .filter(key -> key.reveal().equals(Settings.DEV_KEY))
                        .isPresent();
        if (!known) {
            return Optional.empty();
        }
        return switch (mode) {
            case SERVE ->
                    Optional.of(
                            values.refusal(
                                    SettingTable.API_KEY,
                                    "it must not be the key of ringback dev, which everybody"
                                            + " knows"));
            case DEV, DEMO ->
                    isLoopback(values.of(SettingTable.HOST))
                            ? Optional.empty()
                            : Optional.of(values.refusal(SettingTable.HOST, LOOPBACK_ONLY));
        };
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
