package dev.ringback.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.cli.Environment;
import dev.ringback.server.vault.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys and passwords that lie in files, as container platforms hand them out. */
class SecretFilesTest {

    private static final String KEY = "k".repeat(40);

    @TempDir Path directory;

    private SettingsLoaded load(
            Mode mode, Map<String, List<String>> flags, Map<String, String> variables) {
        return Configuration.load(mode, flags, new Environment(variables, directory));
    }

    private Settings ready(
            Mode mode, Map<String, List<String>> flags, Map<String, String> variables) {
        SettingsLoaded loaded = load(mode, flags, variables);
        assertThat(loaded).isInstanceOf(SettingsLoaded.Ready.class);
        return ((SettingsLoaded.Ready) loaded).settings();
    }

    private String refused(
            Mode mode, Map<String, List<String>> flags, Map<String, String> variables) {
        SettingsLoaded loaded = load(mode, flags, variables);
        assertThat(loaded).isInstanceOf(SettingsLoaded.Refused.class);
        return ((SettingsLoaded.Refused) loaded).sentence();
    }

    @Test
    void theApiKeyMayLieInAFile() throws IOException {
        Files.writeString(directory.resolve("admin.key"), KEY + "\n");

        for (Mode mode : List.of(Mode.SERVE, Mode.DEV)) {
            Settings settings = ready(mode, Map.of(), Map.of("RINGBACK_API_KEY_FILE", "admin.key"));
            assertThat(settings.access().apiKey()).contains(new Secret(KEY));
        }
    }

    @Test
    void theDatabaseAndTheSecretKeyMayLieInFiles() throws IOException {
        String url = "postgresql://ringback:password@db.example/ringback";
        Files.writeString(directory.resolve("database"), url + "\n");
        String key = Base64.getEncoder().encodeToString(new byte[32]);
        Files.writeString(directory.resolve("secret"), key + "\n");
        Map<String, String> files =
                Map.of(
                        "RINGBACK_DATABASE_URL_FILE", "database",
                        "RINGBACK_SECRET_KEY_FILE", "secret");

        Settings settings = ready(Mode.SERVE, Map.of(), files);
        assertThat(settings.storage().databaseUrl()).contains(new Secret(url));
        assertThat(settings.access().secretKeys()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "missing.key, it must be a file that can be read",
        "short.key, an API key has 20 to 200 characters",
        "long.key, it must be a file that holds the key and nothing else",
        "dev.key, it must not be the key of ringback dev",
        "good.key, it must not be given together with RINGBACK_API_KEY"
    })
    void anApiKeyInAFileIsRefusedAsOneInAVariable(String file, String because) throws IOException {
        Files.writeString(directory.resolve("short.key"), "short");
        Files.writeString(directory.resolve("long.key"), "k".repeat(2_000));
        Files.writeString(directory.resolve("dev.key"), "dev");
        Files.writeString(directory.resolve("good.key"), "k".repeat(40));
        Map<String, String> variables = new HashMap<>(Map.of("RINGBACK_API_KEY_FILE", file));
        if (file.startsWith("good")) {
            variables.put("RINGBACK_API_KEY", "m".repeat(40));
        }

        assertThat(refused(Mode.SERVE, Map.of(), variables)).contains(because);
    }

    @ParameterizedTest
    @CsvSource({
        "DATABASE_URL, it must look like postgresql://user:password@host:5432/database",
        "SECRET_KEY, it must be 32 random bytes in base64"
    })
    void whatLiesInAFileIsRefusedAsInAVariableAndNotShown(String name, String because)
            throws IOException {
        Files.writeString(directory.resolve("wrong"), "hunter2");
        String file = "RINGBACK_" + name + "_FILE";

        assertThat(refused(Mode.SERVE, Map.of(), Map.of(file, "wrong")))
                .contains(file)
                .contains(because)
                .doesNotContain("hunter2");
        assertThat(refused(Mode.SERVE, Map.of(), Map.of(file, "missing")))
                .contains("it must be a file that can be read");
    }

    @Test
    void theDatabaseIsRefusedInTwoPlaces() throws IOException {
        String url = "postgresql://a:b@c/d";
        Files.writeString(directory.resolve("database"), url);

        assertThat(
                        refused(
                                Mode.SERVE,
                                Map.of("database-url", List.of(url)),
                                Map.of("RINGBACK_DATABASE_URL_FILE", "database")))
                .contains("must not be given together with RINGBACK_DATABASE_URL");
    }

    @Test
    void keysOfAppsAreRefusedInTwoPlacesAndAFallbackByItself() throws IOException {
        Files.writeString(directory.resolve("good.key"), "00ff");
        for (String name : List.of("SIGNING_KEY", "SIGNING_KEY_FALLBACK", "EVENT_KEY")) {
            assertThat(
                            refused(
                                    Mode.SERVE,
                                    Map.of(),
                                    Map.of(
                                            "RINGBACK_" + name + "_FILE", "good.key",
                                            "RINGBACK_" + name, "11ff")))
                    .contains("must not be given together with RINGBACK_" + name);
        }
        for (String name : List.of("SIGNING_KEY_FALLBACK", "SIGNING_KEY_FALLBACK_FILE")) {
            assertThat(
                            refused(
                                    Mode.SERVE,
                                    Map.of(),
                                    Map.of(
                                            "RINGBACK_" + name,
                                            name.endsWith("FILE") ? "good.key" : "00ff")))
                    .contains("RINGBACK_" + name)
                    .contains("it must not be given without signing-key");
        }
    }
}
