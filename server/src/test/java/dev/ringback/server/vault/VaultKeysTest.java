package dev.ringback.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultKeysTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    @Test
    void aKeyThatIsMadeIsReadByItsOwnerOnly(@TempDir Path directory) throws IOException {
        Path file = directory.resolve(VaultKeys.FILE);

        List<VaultKey> made = VaultKeys.create(file, RANDOM);

        assertThat(made).hasSize(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void theNextStartFindsTheSameKey(@TempDir Path directory) throws IOException {
        Path file = directory.resolve(VaultKeys.FILE);

        List<VaultKey> made = VaultKeys.create(file, RANDOM);

        assertThat(VaultKeys.load(file)).contains(made);
    }

    @Test
    void aFileThatIsNotThereIsNotMadeByReadingIt(@TempDir Path directory) throws IOException {
        assertThat(VaultKeys.load(directory.resolve(VaultKeys.FILE))).isEmpty();
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void severalKeysKeepTheirOrder() {
        VaultKey one = VaultKey.generate(RANDOM);
        VaultKey other = VaultKey.generate(RANDOM);

        assertThat(VaultKeys.parse(one.reveal() + "\n" + other.reveal() + "\n"))
                .containsExactly(one, other);
        assertThat(VaultKeys.parse(other.reveal() + ", " + one.reveal()))
                .containsExactly(other, one);
    }

    @Test
    void anEmptyFileIsAnError(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve(VaultKeys.FILE));

        assertThatThrownBy(() -> VaultKeys.load(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("0 secret keys");
    }

    @Test
    void aMalformedKeyIsRefusedWithoutRepeatingIt() {
        assertThatThrownBy(() -> VaultKeys.parse("c2hvcnQ="))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("secret key is not base64 of 32 bytes");
    }

    @Test
    void aKeyDoesNotPrintItself() {
        VaultKey key = VaultKey.generate(RANDOM);

        assertThat(key.toString()).isEqualTo("VaultKey[" + key.id() + "]");
        assertThat(key.reveal()).doesNotContain(key.id());
    }
}
