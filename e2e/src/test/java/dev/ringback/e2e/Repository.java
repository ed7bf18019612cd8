package dev.ringback.e2e;

import java.nio.file.Files;
import java.nio.file.Path;

/** The source tree that these tests belong to. */
final class Repository {

    private Repository() {}

    /** The directory with the module list. */
    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        for (Path at = here; at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("server")) && Files.exists(at.resolve("README.md"))) {
                return at;
            }
        }
        throw new IllegalStateException("no source tree around " + here);
    }
}
