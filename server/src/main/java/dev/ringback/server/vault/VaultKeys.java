package dev.ringback.server.vault;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The keys of a vault as text: one or more, separated by white space or commas. The first encrypts;
 * all decrypt, so a new key is put in front and the old one stays until nothing needs it.
 */
public final class VaultKeys {

    /** The name of the file in the data directory. */
    public static final String FILE = "secret.key";

    private static final int MAX_KEYS = 16;

    private VaultKeys() {}

    /**
     * Reads keys from a text, such as the value of an environment variable.
     *
     * @throws IllegalArgumentException when there is none, there are more than 16, or one is
     *     malformed
     */
    public static List<VaultKey> parse(String text) {
        List<VaultKey> keys =
                Arrays.stream(text.split("[\\s,]+"))
                        .filter(part -> !part.isEmpty())
                        .map(VaultKey::parse)
                        .toList();
        if (keys.isEmpty() || keys.size() > MAX_KEYS) {
            throw new IllegalArgumentException(
                    "there are " + keys.size() + " secret keys, not 1 to " + MAX_KEYS);
        }
        return keys;
    }

    /**
     * Reads the keys of a file; empty when there is no such file.
     *
     * @throws IOException when the file cannot be read, or holds no keys
     */
    public static Optional<List<VaultKey>> load(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(Files.readString(file)));
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Makes a file with one new key, readable by its owner only.
     *
     * @param random where the key comes from; must be a {@link java.security.SecureRandom}
     * @throws IOException when the file cannot be written
     */
    public static List<VaultKey> create(Path file, RandomGenerator random) throws IOException {
        VaultKey key = VaultKey.generate(random);
        write(file, List.of(key));
        return List.of(key);
    }

    /**
     * Writes keys to a file, readable by its owner only. It is written aside and moved into place:
     * a crash leaves the whole file or the one of before.
     *
     * @throws IOException when the file cannot be written
     */
    public static void write(Path file, List<VaultKey> keys) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(aside);
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(aside, options, ownerOnly())) {
            String lines = keys.stream().map(key -> key.reveal() + "\n").collect(joining());
            ByteBuffer rest = ByteBuffer.wrap(lines.getBytes(StandardCharsets.US_ASCII));
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        if (isPosix()) {
            // Without it a loss of power could take the name away, and with it every secret.
            try (FileChannel folder =
                    FileChannel.open(
                            file.toAbsolutePath().resolveSibling(""), StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        var permissions = PosixFilePermissions.fromString("rw-------");
        return isPosix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }
}
