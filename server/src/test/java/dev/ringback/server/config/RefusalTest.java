package dev.ringback.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.cli.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalTest {

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({"disk-floor, 1g, it must be 0", "project-quota, 25%, it must be a size"})
    void whatIsAPartOfTheDiskIsRefusedWhereTheDiskIsTheDatabases(
            String name, String text, String because) {
        List<String> elsewhere = List.of("postgresql://me:hush@db/x");

        assertThat(
                        refused(
                                Mode.SERVE,
                                Map.of("database-url", elsewhere, name, List.of(text)),
                                Map.of()))
                .startsWith("%s \"%s\" (from flag --%s) is refused: ".formatted(name, text, name))
                .contains(because);
        assertThat(
                        Configuration.load(
                                Mode.SERVE,
                                Map.of(
                                        "database-url", elsewhere,
                                        "disk-floor", List.of("0"),
                                        "project-quota", List.of("20g")),
                                new Environment(Map.of(), directory)))
                .isInstanceOf(SettingsLoaded.Ready.class);
    }

    @Test
    void aPasswordInARefusedUrlIsNotRepeated() {
        assertThat(refused(Mode.SERVE, Map.of("upstream", List.of("a=http://me:pw@a")), Map.of()))
                .startsWith("upstream \"a=http://***@a\" (from flag --upstream) is refused: ")
                .contains("for a it must hold no user and password")
                .doesNotContain("pw");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    port | 65536 | it must be a whole number from 0 to 65535
                    port | -1 | it must be a whole number from 0 to 65535
                    port | 80a | it must be a whole number from 0 to 65535
                    port | ~~ | it must be a whole number from 0 to 65535
                    host | ~~ | it must be a host name or an IP address
                    host | http://a | it must be a host name or an IP address
                    host | 127.0.0 | it must be a host name or an IP address
                    host | 999.1.1.1 | it must be a host name or an IP address
                    host | [::1] | without scheme, port and brackets
                    trusted-proxies | proxy.local | each must be an IP address such as 10.0.0.7
                    trusted-proxies | 10.0.0.0/33 | and "10.0.0.0/33" is none
                    trusted-proxies | 10.0.0.0/ | and "10.0.0.0/" is none
                    trusted-proxies | 10.0.0/8 | and "10.0.0/8" is none
                    trusted-proxies | 10.0.0.0/+8 | and "10.0.0.0/+8" is none
                    trusted-proxies | fd00::/129 | and "fd00::/129" is none
                    trusted-proxies | ::ffff:10.0.0.1 | and "::ffff:10.0.0.1" is none
                    connections-per-address | 0 | it must be a whole number from 1 to 10000
                    connections-per-address | -1 | it must be a whole number from 1 to 10000
                    connections-per-address | 10001 | connections there may be of all addresses
                    unfinished-per-address | 0 | it must be a whole number from 1 to 10000
                    unfinished-per-address | many | it must be a whole number from 1 to 10000
                    retention | 14 | it must be a number with d or h, such as 14d or 36h
                    retention | 23h | it must be at least 1d and at most 3650d
                    retention | 0d | it must be at least 1d and at most 3650d
                    retention | 3651d | it must be at least 1d and at most 3650d
                    retention | 1 d | it must be a number with d or h
                    filters | no | it must be on or off
                    project-quota | 0% | it must be a share of the disk from 1% to 100%
                    project-quota | 101% | it must be a share of the disk from 1% to 100%
                    project-quota | half | it must be a share of the disk from 1% to 100%
                    rate-limit | 1000001 | it must be a whole number from 0 to 1000000
                    rate-limit | none | it must be a whole number from 0 to 1000000
                    allow-private-network | yes | it must be true or false
                    allow-private-network | TRUE | it must be true or false
                    log-format | xml | it must be text or json
                    data | ~~ | it must not be empty
                    upstream | http://a | each must be NAME=URL
                    upstream | a b=http://a | each must be NAME=URL
                    upstream | a=ftp://a | for a it must be an http or https URL
                    upstream | a=http:///v1 | for a it must be an http or https URL
                    upstream | a=http://a/v1?x=1 | for a it must end with its path
                    upstream-models | a | each must be NAME=PATTERN,PATTERN
                    upstream-models | a=llama*, | for a it must be 1 to 100 patterns
                    upstream-models | a=llama *,b | for a it must be 1 to 100 patterns
                    upstream-concurrency | a=0 | for a it must be a whole number from 1 to 10000
                    upstream-concurrency | a=10001 | for a it must be a whole number from 1 to
                    upstream-rate | a=0 | for a it must be a number from 0.001 to 10000, such as 2.5
                    upstream-rate | a=0.0001 | for a it must be a number from 0.001 to 10000
                    upstream-rate | a=10000.1 | for a it must be a number from 0.001 to 10000
                    upstream-timeout | a=0s | for a it must be from 1s to 24h
                    upstream-timeout | a=25h | for a it must be from 1s to 24h
                    upstream-timeout | a=90 | for a it must be from 1s to 24h
                    upstream-retries | a=soon | for a it must be none, or 1 to 50 delays
                    upstream-retries | a=2s,8d | for a it must be none, or 1 to 50 delays
                    upstream-fallback | a=b c | for a it must be 1 to 10 names of other upstreams
                    upstream-fallback | a=b/ | for a it must be 1 to 10 names of other upstreams
                    upstream-metadata | a=yes | for a it must be on or off
                    upstream-headers | a=X-A,Authorization | for a it must be 1 to 32 names of headers
                    upstream-headers | a=X A | for a it must be 1 to 32 names of headers
                    upstream-headers | a=content-md5 | for a it must be 1 to 32 names of headers
                    app | localhost:3000 | each must be an http or https URL
                    app | http:///api | each must be an http or https URL
                    app | http://h/api#x | each must be an http or https URL
                    allow-unsupported | yes | it must be true or false
                    retry-interval | 0s | it must be from 1s to 24h
                    retry-interval | 25h | it must be from 1s to 24h
                    retry-interval | 5 | it must be from 1s to 24h
                    config | nowhere.yaml | it must be a file that can be read
                    """)
    void aFoolishValueIsRefused(String name, String text, String because) {
        assertThat(refused(Mode.SERVE, Map.of(name, List.of(text)), Map.of()))
                .startsWith("%s \"%s\" (from flag --%s) is refused: ".formatted(name, text, name))
                .contains(because)
                .doesNotContain("\n");
    }

    @Test
    void anAddressCannotHaveMoreRequestsThanConnections() {
        Map<String, List<String>> flags =
                Map.of(
                        "connections-per-address", List.of("10"),
                        "unfinished-per-address", List.of("11"));

        assertThat(refused(Mode.SERVE, flags, Map.of()))
                .startsWith("unfinished-per-address \"11\" (from flag")
                .contains("not be more than the 10 of connections-per-address");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    database-url | mysql://me:hush@db/x | postgresql://user:password@host
                    database-url | postgresql://me:hush@db | postgresql://user:password@host
                    signing-key | signkey-prod-hush | it must be an even number of hex digits
                    signing-key-fallback | hush | it must be an even number of hex digits
                    event-key | hush/hush | it is a part of a URL
                    upstream-key | a=hush | it must be env:VARIABLE or file:PATH; a key written here
                    upstream-key | hush | each must be NAME=env:VARIABLE or NAME=file:PATH
                    upstream-key | a=env:NOT_SET | environment variable NOT_SET must hold the key
                    upstream-key | a=file:nowhere | must be a file of at most 16384 bytes
                    """)
    void aSecretIsRefusedWithoutBeingShown(String name, String text, String because) {
        Map<String, List<String>> flags =
                Map.of(name, List.of(text), "upstream", List.of("a=http://a"));

        assertThat(refused(Mode.SERVE, flags, Map.of()))
                .startsWith("%s (from flag --%s) is refused: ".formatted(name, name))
                .contains(because)
                .doesNotContain("hush");
    }

    @ParameterizedTest
    @CsvSource({
        "RINGBACK_API_KEY, short, an API key has 20 to 200 characters",
        "RINGBACK_API_KEY, dev, it must not be the key of ringback dev",
        "RINGBACK_SECRET_KEY, c2hvcnQ=, it must be 32 random bytes in base64",
        "RINGBACK_SECRET_KEY, ?, it must be 32 random bytes in base64",
        "RINGBACK_HEAP, much, 'it must be a number with k, m or g'",
        "RINGBACK_PORT, x, it must be a whole number from 0 to 65535",
    })
    void aFoolishVariableIsRefusedByItsName(String name, String text, String because) {
        assertThat(refused(Mode.SERVE, Map.of(), Map.of(name, text)))
                .contains("(from environment variable %s) is refused: ".formatted(name))
                .contains(because);
    }

    @Test
    void anUnknownVariableIsRefusedWithTheNameThatWasProbablyMeant() {
        assertThat(refused(Mode.SERVE, Map.of(), Map.of("RINGBACK_PROT", "1")))
                .isEqualTo(
                        "RINGBACK_PROT (an environment variable) is refused: there is no such"
                                + " setting; did you mean RINGBACK_PORT?");
        assertThat(refused(Mode.SERVE, Map.of(), Map.of("RINGBACK_COLOUR", "red")))
                .endsWith("there is no such setting; ringback serve --help lists all");
    }

    @Test
    void theVariablesOfAKubernetesServiceAreExplained() {
        assertThat(refused(Mode.SERVE, Map.of(), Map.of("RINGBACK_PORT", "tcp://10.0.0.1:8288")))
                .contains("it must be 0 to 65535")
                .contains("enableServiceLinks: false");
        assertThat(refused(Mode.SERVE, Map.of(), Map.of("RINGBACK_SERVICE_HOST", "10.0.0.1")))
                .contains("enableServiceLinks: false");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    'prot: 1' | its key prot: there is no such setting; did you mean port?
                    'colour: red' | its key colour: there is no such setting; ringback serve --help
                    'api-key: x' | its key api-key must be the environment variable RINGBACK_API_KEY
                    'RINGBACK_PORT: 1' | its key RINGBACK_PORT: there is no such setting
                    'config: other.yaml' | its key config must be the environment variable
                    'port:' | its key port must have a plain value
                    'port: {a: 1}' | its key port must have a plain value
                    'port: [1, 2]' | its key port must have one value
                    'upstream: []' | its key upstream must have a value
                    '- port' | it must be a mapping of settings
                    'port: [1' | it must be YAML, and at line
                    """)
    void aMistakeInTheFileIsRefused(String yaml, String because) throws IOException {
        Files.writeString(directory.resolve("r.yaml"), yaml + "\n");

        assertThat(refused(Mode.SERVE, Map.of("config", List.of("r.yaml")), Map.of()))
                .startsWith("config \"r.yaml\" (from flag --config) is refused: " + because)
                .doesNotContain("\n");
    }

    @Test
    void aKeyThatComesTwiceInTheFileIsRefused() throws IOException {
        Files.writeString(directory.resolve("r.yaml"), "port: 1\nport: 2\n");

        assertThat(refused(Mode.SERVE, Map.of("config", List.of("r.yaml")), Map.of()))
                .contains("it must be YAML, and at line 2");
    }

    @Test
    void aFoolishValueInTheFileNamesTheFile() throws IOException {
        Files.writeString(directory.resolve("r.yaml"), "port: 70000\n");

        assertThat(refused(Mode.SERVE, Map.of("config", List.of("r.yaml")), Map.of()))
                .startsWith("port \"70000\" (from file r.yaml) is refused: ");
    }

    @Test
    void aDataDirectoryMustBeADirectory() throws IOException {
        Files.writeString(directory.resolve("file"), "");

        assertThat(refused(Mode.SERVE, Map.of("data", List.of("file")), Map.of()))
                .endsWith("it must be a directory, and it is a file");
        assertThat(refused(Mode.SERVE, Map.of("data", List.of("file/below")), Map.of()))
                .endsWith(
                        "it must lie in a directory, and %s is a file"
                                .formatted(directory.resolve("file")));
    }

    @Test
    void aDataDirectoryMustBeWritable() throws IOException {
        Path locked = Files.createDirectory(directory.resolve("locked"));
        assertThat(locked.toFile().setWritable(false)).isTrue();
        // Root may write wherever a mode forbids it, but not there.
        Path unwritable = Files.isWritable(locked) ? Path.of("/proc/sys") : locked;

        assertThat(refused(Mode.SERVE, Map.of("data", List.of(unwritable + "/data")), Map.of()))
                .endsWith("must be able to write to " + unwritable);
    }

    @Test
    void twoUpstreamsOfOneNameAreRefused() {
        List<String> twice = List.of("a=http://a", "a=http://b");

        assertThat(refused(Mode.SERVE, Map.of("upstream", twice), Map.of()))
                .endsWith("the name a comes twice; each must differ");
    }

    @Test
    void aKeyWithoutItsUpstreamIsRefused() {
        assertThat(
                        refused(
                                Mode.SERVE,
                                Map.of("upstream-key", List.of("a=env:KEY")),
                                Map.of("KEY", "k")))
                .endsWith("there must be an upstream called a");
    }

    @ParameterizedTest
    @CsvSource({
        "upstream-models, b=*",
        "upstream-concurrency, b=1",
        "upstream-rate, b=1",
        "upstream-timeout, b=1s",
        "upstream-retries, b=none",
        "upstream-fallback, b=a",
        "upstream-metadata, b=on",
        "upstream-headers, b=x-a"
    })
    void whatIsSaidOfAnUpstreamThatIsNotThereIsRefused(String name, String text) {
        Map<String, List<String>> flags =
                Map.of("upstream", List.of("a=http://a"), name, List.of(text));

        assertThat(refused(Mode.SERVE, flags, Map.of()))
                .isEqualTo(
                        "%s \"%s\" (from flag --%s) is refused: there must be an upstream called b"
                                .formatted(name, text, name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a=c | for a there must be an upstream called c
                    a=b,a | for a it must be another upstream than a itself
                    b=a/x,a/y | for b the upstream a comes twice; each must differ
                    """)
    void fallbacksThatLeadNowhereOrBackAreRefused(String text, String because) {
        Map<String, List<String>> flags =
                Map.of(
                        "upstream",
                        List.of("a=http://a", "b=http://b"),
                        "upstream-fallback",
                        List.of(text));

        assertThat(refused(Mode.SERVE, flags, Map.of()))
                .isEqualTo(
                        "upstream-fallback \"%s\" (from flag --upstream-fallback) is refused: %s"
                                .formatted(text, because));
    }

    @Test
    void aKeyFileWithMoreThanAKeyIsRefused() throws IOException {
        Files.writeString(directory.resolve("key"), "two words\n");

        assertThat(refused(Mode.SERVE, Map.of("upstream-key", List.of("a=file:key")), Map.of()))
                .contains("must hold one key of visible characters without spaces")
                .doesNotContain("two words");
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0", "::", "192.168.1.7", "example.com"})
    void devRefusesToListenElsewhereWithTheKeyThatEverybodyKnows(String host) {
        assertThat(refused(Mode.DEV, Map.of("host", List.of(host)), Map.of()))
                .startsWith("host \"%s\" (from flag --host) is refused: ".formatted(host))
                .contains("it must be a loopback address such as 127.0.0.1");
    }

    private String refused(
            Mode mode, Map<String, List<String>> flags, Map<String, String> variables) {
        SettingsLoaded loaded =
                Configuration.load(mode, flags, new Environment(variables, directory));
        assertThat(loaded).isInstanceOf(SettingsLoaded.Refused.class);
        return ((SettingsLoaded.Refused) loaded).sentence();
    }
}
