package dev.ringback.server.endpoints;

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
     * Reads the keys of a file; makes the file with one new key, readable by its owner only, when
     * it does not exist.
     *
     * @param random where a new key comes from; must be a {@link java.security.SecureRandom}
     * @throws IOException when the file cannot be read or written, or holds no keys
     */
    public static List<VaultKey> loadOrCreate(Path file, RandomGenerator random)
            throws IOException {
        if (!Files.exists(file)) {
            create(file, VaultKey.generate(random));
        }
        try {
            return parse(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /** Written aside and moved into place: a crash leaves a whole key or none. */
    private static void create(Path file, VaultKey key) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(aside);
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(aside, options, ownerOnly())) {
            byte[] line = (key.reveal() + "\n").getBytes(StandardCharsets.US_ASCII);
            ByteBuffer rest = ByteBuffer.wrap(line);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static FileAttribute<?>[] ownerOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        var permissions = PosixFilePermissions.fromString("rw-------");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }
}
