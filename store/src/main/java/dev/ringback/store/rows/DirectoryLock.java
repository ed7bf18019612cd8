package dev.ringback.store.rows;

import dev.ringback.kernel.port.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The right to use a data directory, held by one process at a time. The system gives it back when
 * the process ends, however it ends.
 */
public final class DirectoryLock implements AutoCloseable {

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Makes the directory when it is missing, closes it to other users and takes the lock.
     *
     * @throws StoreException when another process has it, or the directory cannot be written
     */
    public static DirectoryLock take(Path directory) {
        try {
            Files.createDirectories(directory);
            restrict(directory, "rwx------");
            FileChannel channel =
                    FileChannel.open(
                            directory.resolve("ringback.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (tryLock(channel).isEmpty()) {
                channel.close();
                throw new StoreException(
                        """
                        Another Ringback process uses the data directory %s: stop it, or choose \
                        another directory.\
                        """
                                .formatted(directory));
            }
            return new DirectoryLock(channel);
        } catch (IOException e) {
            throw new StoreException(
                    "The data directory %s cannot be used: %s"
                            .formatted(directory, FileTrouble.words(e)),
                    e);
        }
    }

    /** Makes the file, readable by its owner only; what SQLite puts beside it inherits that. */
    public static Path ownFile(Path file) {
        try {
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
            restrict(file, "rw-------");
            return file;
        } catch (IOException e) {
            throw new StoreException(
                    "The database file %s cannot be made: %s".formatted(file, FileTrouble.words(e)),
                    e);
        }
    }

    /** Flushes the names of a directory to disk; some systems know no such flush. */
    public static void sync(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Empty when another process has the lock, or this one has it already. */
    public static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException _) {
            return Optional.empty();
        }
    }

    private static void restrict(Path path, String permissions) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreException("The lock on the data directory cannot be given back.", e);
        }
    }
}
