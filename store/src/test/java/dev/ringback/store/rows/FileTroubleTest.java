package dev.ringback.store.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileTroubleTest {

    @Test
    void noReasonIsOnlyAPath() {
        List<FileSystemException> bare =
                List.of(
                        new AccessDeniedException("/data/secret.key"),
                        new NoSuchFileException("/data/secret.key"),
                        new FileAlreadyExistsException("/data/secret.key"),
                        new DirectoryNotEmptyException("/data/secret.key"),
                        new FileSystemException("/data/secret.key"));

        assertThat(bare)
                .extracting(FileTrouble::words)
                .doesNotHaveDuplicates()
                .allSatisfy(words -> assertThat(words).matches("/data/secret\\.key: \\w+ .*"));
    }

    @Test
    void whatTheSystemSaysIsRepeated() {
        assertThat(
                        FileTrouble.words(
                                new FileSystemException("/data", null, "Read-only file system")))
                .isEqualTo("/data: Read-only file system");
        assertThat(FileTrouble.words(new IOException("Is a directory")))
                .isEqualTo("Is a directory");
        assertThat(FileTrouble.words(new MalformedInputException(1))).isEqualTo("it is no text");
    }
}
