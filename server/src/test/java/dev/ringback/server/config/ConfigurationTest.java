package dev.ringback.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.cli.Environment;
import dev.ringback.kernel.policy.RetrySchedule;
import dev.ringback.protocol.Glob;
import dev.ringback.server.config.Settings.Listen;
import dev.ringback.server.config.Settings.LogFormat;
import dev.ringback.server.config.Settings.Peers;
import dev.ringback.server.upstreams.Fallback;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.vault.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {

    private static final String KEY = "rb_a_key_of_the_operator";
    private static final String DATABASE = "postgresql://me:pass@db/ringback";

    @TempDir Path directory;

    @Test
    void everythingHasADefault() {
        Settings settings = ready(Mode.SERVE, Map.of(), Map.of());

        assertThat(settings)
                .isEqualTo(
                        new Settings(
                                Mode.SERVE,
                                new Listen(
                                        "127.0.0.1", 8288, Optional.empty(), Set.of(), Peers.USUAL),
                                new Settings.Storage(
                                        directory.resolve("ringback-data"),
                                        Optional.empty(),
                                        Duration.ofDays(14),
                                        Optional.empty(),
                                        false,
                                        new StorageShare.OfDisk(50)),
                                new Settings.Access(Optional.empty(), List.of(), 0),
                                false,
                                List.of(),
                                true,
                                List.of(),
                                new Settings.Functions(
                                        List.of(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        List.of(),
                                        false,
                                        Optional.empty(),
                                        0),
                                LogFormat.TEXT));
        assertThat(settings.allowHttp()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"filters: off", "filters: 'off'"})
    void filtersAreOffInAFileHoweverThatIsWritten(String line) throws IOException {
        assertThat(ready(Mode.SERVE, config(line + "\n"), Map.of()).filters()).isFalse();
        assertThat(ready(Mode.SERVE, config("filters: on\n"), Map.of()).filters()).isTrue();
    }

    @Test
    void proxiesAreAddressesAndNetworks() throws UnknownHostException {
        Peers peers =
                ready(Mode.SERVE, Map.of(), Map.of("RINGBACK_TRUSTED_PROXIES", "10.0.0.7 fd00::/8"))
                        .listen()
                        .peers();

        assertThat(peers.isProxy(InetAddress.getByName("10.0.0.7"))).isTrue();
        assertThat(peers.isProxy(InetAddress.getByName("10.0.0.8"))).isFalse();
        assertThat(peers.isProxy(InetAddress.getByName("fd12::1"))).isTrue();
        assertThat(peers.isProxy(InetAddress.getByName("fe12::1"))).isFalse();
    }

    @Test
    void aQuotaIsAShareASizeOrNone() {
        assertThat(quota("25%")).isEqualTo(new StorageShare.OfDisk(25));
        assertThat(quota("100%")).isEqualTo(new StorageShare.OfDisk(100));
        assertThat(quota("20g")).isEqualTo(new StorageShare.Bytes(20L << 30));
        assertThat(quota("0")).isEqualTo(new StorageShare.Any());
    }

    private StorageShare quota(String text) {
        Map<String, List<String>> flags = Map.of("project-quota", List.of(text));
        return ready(Mode.SERVE, flags, Map.of()).storage().quota();
    }

    @Test
    void devAllowsPrivateNetworksAndHasAKeyAndDataOfItsOwn() {
        Settings settings = ready(Mode.DEV, Map.of(), Map.of());

        assertThat(settings.allowPrivateNetwork()).isTrue();
        assertThat(settings.allowHttp()).isTrue();
        assertThat(settings.access().apiKey()).contains(new Secret("dev"));
        assertThat(settings.usesDevKey()).isTrue();
        assertThat(settings.storage().data()).isEqualTo(directory.resolve("ringback-data/dev"));
        assertThat(settings.listen())
                .isEqualTo(new Listen("127.0.0.1", 8288, Optional.empty(), Set.of(), Peers.USUAL));
    }

    @Test
    void theDemoTakesAnyPort() {
        assertThat(ready(Mode.DEMO, Map.of(), Map.of()).listen().port()).isZero();
    }

    static Stream<Arguments> everySetting() {
        return Stream.of(
                given("port", "9000", settings -> settings.listen().port(), 9000),
                given("host", "::1", settings -> settings.listen().host(), "::1"),
                given(
                        "data",
                        "d",
                        settings -> settings.storage().data().getFileName(),
                        Path.of("d")),
                given(
                        "database-url",
                        DATABASE,
                        settings -> settings.storage().databaseUrl(),
                        Optional.of(new Secret(DATABASE))),
                given(
                        "retention",
                        "36h",
                        settings -> settings.storage().retention(),
                        Duration.ofHours(36)),
                given("rate-limit", "250", settings -> settings.access().rateLimit(), 250),
                given("allow-private-network", "true", Settings::allowPrivateNetwork, true),
                given(
                        "upstream",
                        "local=http://127.0.0.1:8000/v1",
                        Settings::upstreams,
                        List.of(upstream("local", "http://127.0.0.1:8000/v1"))),
                given(
                        "app",
                        "http://localhost:3000/api/inngest",
                        settings -> settings.functions().apps(),
                        List.of("http://localhost:3000/api/inngest")),
                given(
                        "signing-key",
                        "signkey-prod-00ff",
                        settings -> settings.functions().signingKey(),
                        Optional.of(new Secret("signkey-prod-00ff"))),
                given(
                        "event-key",
                        "an_event-key",
                        settings -> settings.functions().eventKeys(),
                        List.of(new Secret("an_event-key"))),
                given(
                        "allow-unsupported",
                        "true",
                        settings -> settings.functions().allowUnsupported(),
                        true),
                given(
                        "retry-interval",
                        "2s",
                        settings -> settings.functions().retryInterval(),
                        Optional.of(Duration.ofSeconds(2))),
                given("run-history", "20g", settings -> settings.functions().history(), 20L << 30),
                given("log-format", "json", Settings::logFormat, LogFormat.JSON));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everySetting")
    void eachSettingCanBeAFlagAVariableOrAKeyInTheFile(
            String name, String text, Function<Settings, Object> value, Object expected)
            throws IOException {
        Map<String, List<String>> flag = Map.of(name, List.of(text));
        Map<String, String> variable = Map.of(variable(name), text);
        Map<String, List<String>> file = config("%s: '%s'%n".formatted(name, text));

        assertThat(value.apply(ready(Mode.SERVE, flag, Map.of()))).isEqualTo(expected);
        assertThat(value.apply(ready(Mode.SERVE, Map.of(), variable))).isEqualTo(expected);
        assertThat(value.apply(ready(Mode.SERVE, file, Map.of()))).isEqualTo(expected);
    }

    @Test
    void flagsWinOverVariablesAndThoseOverTheFile() throws IOException {
        Map<String, List<String>> flags =
                new HashMap<>(config("port: 1\nhost: a\nretention: 1d\n"));
        flags.put("port", List.of("3"));

        Settings settings =
                ready(Mode.SERVE, flags, Map.of("RINGBACK_PORT", "2", "RINGBACK_HOST", "b"));

        assertThat(settings.listen())
                .isEqualTo(new Listen("b", 3, Optional.empty(), Set.of(), Peers.USUAL));
        assertThat(settings.storage().retention()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void theFileCanBeNamedByAVariable() throws IOException {
        Files.writeString(directory.resolve("ringback.yaml"), "port: 7\n");

        Settings settings = ready(Mode.SERVE, Map.of(), Map.of("RINGBACK_CONFIG", "ringback.yaml"));

        assertThat(settings.listen().port()).isEqualTo(7);
    }

    @Test
    void anEmptyFileChangesNothing() throws IOException {
        assertThat(ready(Mode.SERVE, config("# nothing yet\n"), Map.of()).listen().port())
                .isEqualTo(8288);
    }

    @Test
    void aSwitchCanBeTurnedOffInAStrongerPlace() {
        Settings settings =
                ready(
                        Mode.DEV,
                        Map.of("allow-private-network", List.of("false")),
                        Map.of("RINGBACK_ALLOW_PRIVATE_NETWORK", "true"));

        assertThat(settings.allowPrivateNetwork()).isFalse();
    }

    @Test
    void upstreamsKeepTheirOrderAndAListReplacesAWeakerOne() throws IOException {
        Map<String, List<String>> file =
                config("upstream:\n  - b=https://b.example/v1\n  - a=https://a.example/v1\n");

        assertThat(ready(Mode.SERVE, file, Map.of()).upstreams())
                .containsExactly(
                        upstream("b", "https://b.example/v1"),
                        upstream("a", "https://a.example/v1"));
        assertThat(
                        ready(
                                        Mode.SERVE,
                                        file,
                                        Map.of("RINGBACK_UPSTREAM", "c=http://c d=http://d"))
                                .upstreams())
                .containsExactly(upstream("c", "http://c"), upstream("d", "http://d"));
    }

    @Test
    void anUpstreamsKeyComesFromAVariableOrAFile() throws IOException {
        Files.writeString(directory.resolve("b.key"), "key-b\n");
        Map<String, List<String>> flags = new LinkedHashMap<>();
        flags.put("upstream", List.of("a=http://a", "b=http://b"));
        flags.put("upstream-key", List.of("a=env:A_KEY", "b=file:b.key"));

        assertThat(ready(Mode.SERVE, flags, Map.of("A_KEY", "key-a")).upstreams())
                .extracting(Upstream::key)
                .containsExactly(
                        Optional.of(new Secret("key-a")), Optional.of(new Secret("key-b")));
    }

    @Test
    void whatIsSaidOfAnUpstreamIsSaidOfThatOneOnly() throws IOException {
        Map<String, List<String>> file =
                config(
                        """
                        upstream: [gpu=http://gpu/v1, cloud=https://cloud/v1]
                        upstream-models: ['gpu=llama*,mistral-7b']
                        upstream-concurrency: gpu=8
                        upstream-rate: [gpu=2.5, cloud=100]
                        upstream-timeout: gpu=90s
                        upstream-retries: [gpu=none, 'cloud=2s,1m']
                        upstream-fallback: [gpu=cloud/meta/llama-3]
                        upstream-metadata: [gpu=on, cloud=off]
                        upstream-headers: ['gpu=X-User-Id,traceparent']
                        """);

        assertThat(ready(Mode.SERVE, file, Map.of()).upstreams())
                .containsExactly(
                        upstream("gpu", "http://gpu/v1")
                                .withModels(List.of(new Glob("llama*"), new Glob("mistral-7b")))
                                .withLimits(new Upstream.Limits(8, 2.5, Duration.ofSeconds(90)))
                                .withRetries(new RetrySchedule(List.of(), 0.1))
                                .withFallbacks(
                                        List.of(new Fallback("cloud", Optional.of("meta/llama-3"))))
                                .withHeaders(List.of("traceparent", "x-user-id"))
                                .withMetadata(true),
                        upstream("cloud", "https://cloud/v1")
                                .withLimits(new Upstream.Limits(64, 100, Duration.ofMinutes(10)))
                                .withRetries(
                                        new RetrySchedule(
                                                List.of(
                                                        Duration.ofSeconds(2),
                                                        Duration.ofMinutes(1)),
                                                0.1)));
    }

    @Test
    void keysComeFromVariables() {
        String secretKey = Base64.getEncoder().encodeToString(new byte[32]);
        Settings settings =
                ready(
                        Mode.SERVE,
                        Map.of(),
                        Map.of("RINGBACK_API_KEY", KEY, "RINGBACK_SECRET_KEY", secretKey));

        assertThat(settings.access().apiKey()).contains(new Secret(KEY));
        assertThat(settings.access().secretKeys()).hasSize(1);
        assertThat(settings.usesDevKey()).isFalse();
    }

    @Test
    void devListensElsewhereOnceItHasAKeyOfItsOwn() {
        Settings settings =
                ready(
                        Mode.DEV,
                        Map.of("host", List.of("0.0.0.0")),
                        Map.of("RINGBACK_API_KEY", KEY));

        assertThat(settings.listen().host()).isEqualTo("0.0.0.0");
    }

    @Test
    void theVariableOfClientsIsLeftAlone() {
        assertThat(ready(Mode.SERVE, Map.of(), Map.of("RINGBACK_URL", "http://a"))).isNotNull();
    }

    @Test
    void theLaunchersVariableIsKnown() {
        assertThat(ready(Mode.SERVE, Map.of(), Map.of("RINGBACK_HEAP", "1g"))).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void readingChangesNothingOnDisk(Mode mode) throws IOException {
        ready(mode, Map.of(), Map.of());

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void noSecretIsPrinted() {
        Settings settings =
                ready(
                        Mode.SERVE,
                        Map.of("database-url", List.of(DATABASE)),
                        Map.of("RINGBACK_API_KEY", KEY));

        assertThat(settings.toString()).doesNotContain("pass").doesNotContain(KEY);
    }

    private Settings ready(
            Mode mode, Map<String, List<String>> flags, Map<String, String> variables) {
        SettingsLoaded loaded =
                Configuration.load(mode, flags, new Environment(variables, directory));
        assertThat(loaded).isInstanceOf(SettingsLoaded.Ready.class);
        return ((SettingsLoaded.Ready) loaded).settings();
    }

    private Map<String, List<String>> config(String yaml) throws IOException {
        Path file = Files.createTempFile(directory, "ringback", ".yaml");
        Files.writeString(file, yaml);
        return Map.of("config", List.of(file.toString()));
    }

    private static String variable(String name) {
        return SettingTable.ALL.stream()
                .filter(setting -> setting.name().equals(name))
                .findFirst()
                .orElseThrow()
                .variable();
    }

    private static Upstream upstream(String name, String url) {
        return Upstream.of(name, URI.create(url), Optional.empty());
    }

    private static Arguments given(
            String name, String text, Function<Settings, Object> value, Object expected) {
        return Arguments.of(name, text, value, expected);
    }
}
