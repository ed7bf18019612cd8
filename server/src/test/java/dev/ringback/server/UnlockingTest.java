package dev.ringback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.server.vault.VaultKeys;
import dev.ringback.testkit.MemoryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnlockingTest {

    @TempDir Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve(VaultKeys.FILE);
    }

    private void refused(String because) {
        var unlocking = new Unlocking(List.of(), file, new SecureRandom());

        try (var store = new MemoryStore()) {
            assertThatThrownBy(() -> unlocking.open(store))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageStartingWith("The secret key in " + file + " cannot be used: ")
                    .hasMessageContaining(because)
                    .hasMessageContaining("RINGBACK_SECRET_KEY");
        }
    }

    @Test
    void whatIsNoKeyIsRefusedByItsFile() throws IOException {
        Files.writeString(file, "");
        refused("there are 0 secret keys");
        Files.writeString(file, "hello");
        refused("not base64 of 32 bytes");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
        refused("it is no text");
    }

    @Test
    void aFileThatCannotBeReadIsToldWithItsReason() throws IOException {
        Files.createDirectory(file);

        refused("Is a directory");
    }

    @Test
    void aFileThatCannotBeMadeIsToldWithItsReason() throws IOException {
        Path aside = Files.createDirectory(directory.resolve(VaultKeys.FILE + ".new"));
        Files.createFile(aside.resolve("something"));

        refused(aside + ": it is a directory, and not empty");

        assertThat(file).doesNotExist();
    }
}
