package dev.ringback.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.cli.Environment;
import dev.ringback.testkit.receiver.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Authorities that are trusted besides those that Java trusts. */
class TrustedCertificatesTest {

    private static final String FILE = "ours.pem";

    @TempDir Path directory;

    private SettingsLoaded loaded() {
        return Configuration.load(
                Mode.SERVE,
                Map.of("trusted-certificates", List.of(FILE)),
                new Environment(Map.of(), directory));
    }

    @Test
    void severalMayStandInOneFile() throws IOException {
        Files.writeString(
                directory.resolve(FILE), new TestAuthority().pem() + new TestAuthority().pem());

        assertThat(loaded()).isInstanceOf(SettingsLoaded.Ready.class);
        if (loaded() instanceof SettingsLoaded.Ready(Settings settings)) {
            assertThat(settings.authorities()).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense | it must be a file of certificates in PEM",
                "'' | there is no certificate in the file"
            })
    void anythingElseIsRefused(String text, String because) throws IOException {
        Files.writeString(directory.resolve(FILE), text);

        assertThat(loaded().toString()).contains("trusted-certificates", because);
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertThat(loaded().toString()).contains("it must be a file that can be read");
    }
}
