package dev.ringback.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.cli.Environment;
import dev.ringback.server.vault.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FunctionSettingsTest {

    @TempDir Path directory;

    @Test
    void theKeysOfAppsMayLieInFiles() throws IOException {
        Files.writeString(directory.resolve("now.key"), "signkey-prod-00ff\n");
        Files.writeString(directory.resolve("old.key"), "11ff\n");
        Files.writeString(directory.resolve("event.keys"), "one\ntwo\n");

        Settings.Functions functions =
                ready(
                        Map.of(
                                "RINGBACK_SIGNING_KEY_FILE", "now.key",
                                "RINGBACK_SIGNING_KEY_FALLBACK_FILE", "old.key",
                                "RINGBACK_EVENT_KEY_FILE", "event.keys"));

        assertThat(functions.signingKey()).contains(new Secret("signkey-prod-00ff"));
        assertThat(functions.signingKeyFallback()).contains(new Secret("11ff"));
        assertThat(functions.eventKeys()).containsExactly(new Secret("one"), new Secret("two"));
    }

    private Settings.Functions ready(Map<String, String> variables) {
        var environment = new Environment(variables, directory);
        return switch (Configuration.load(Mode.SERVE, Map.of(), environment)) {
            case SettingsLoaded.Ready(Settings settings) -> settings.functions();
            case SettingsLoaded.Refused(String sentence) -> throw new AssertionError(sentence);
        };
    }
}
