package dev.ringback.store.node;

import dev.ringback.store.rows.DirectoryLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * A file in the data directory that a process holds locked as long as it lives. The system frees it
 * however the process ends, so whoever holds it next knows that the one before is dead.
 *
 * <p>What the owner of a database writes into the file it also writes into the database: which
 * owner it is, which file this is, and since which start of the machine. A copy of the directory,
 * on this machine or another one, is another file, and a file system that two machines share is
 * locked on each of them apart: neither is taken for a proof.
 */
public final class Lifeline implements AutoCloseable {

    /** Opened nowhere else: a process that closes it anywhere gives the lock up on some systems. */
    public static final String FILE = "ringback.lifeline";

    private static final System.Logger LOG = System.getLogger(Lifeline.class.getName());

    /** Differs for each start of each machine. Systems that do not tell have no lifelines. */
    private static final Path START_OF_MACHINE = Path.of("/proc/sys/kernel/random/boot_id");

    private static final int LONGEST = 1000;

    /**
     * The file while this process has it.
     *
     * @param here tells it from all other files
     * @param left what the one before wrote into it
     */
    private record Held(FileChannel channel, String here, String left) {}

    private final Path startOfMachine;
    private Optional<Path> directory;
    private Optional<Held> held = Optional.empty();

    private Lifeline(Optional<Path> directory, Path startOfMachine) {
        this.directory = directory;
        this.startOfMachine = startOfMachine;
    }

    /** One in a directory, which is made when it is missing. */
    public static Lifeline in(Path directory) {
        return in(directory, START_OF_MACHINE);
    }

    /** The same, where a file tells something else for each start of each machine. */
    public static Lifeline in(Path directory, Path startOfMachine) {
        return new Lifeline(Optional.of(directory), startOfMachine);
    }

    /** For who has no directory: nobody is ever proven dead by it. */
    public static Lifeline none() {
        return new Lifeline(Optional.empty(), START_OF_MACHINE);
    }

    /** Takes the file if nobody has it; whether this process has it now. */
    public synchronized boolean take() {
        if (held.isEmpty() && directory.isPresent()) {
            try {
                held = open(directory.get());
            } catch (IOException e) {
                giveUp(e);
            }
        }
        return held.isPresent();
    }

    private Optional<Held> open(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve(FILE);
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            Optional<FileLock> lock = DirectoryLock.tryLock(channel);
            if (lock.isPresent()) {
                return Optional.of(new Held(channel, here(file), content(channel)));
            }
            channel.close();
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private String here(Path file) throws IOException {
        String start = Files.readString(startOfMachine).strip();
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        if (key == null) {
            throw new IOException("the files of this system have no identity");
        }
        return start + " " + key;
    }

    private static String content(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
        int _ = channel.read(bytes, 0);
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    }

    /** Whether the process that wrote this into the database is dead, as far as this file tells. */
    public synchronized boolean isLeftBy(String mark) {
        return held.filter(file -> file.left.equals(mark) && mark.startsWith(file.here))
                .isPresent();
    }

    /** What the owner of the database is to write there, by which its death is known at once. */
    public synchronized Optional<String> mark(Node owner) {
        if (!take()) {
            return Optional.empty();
        }
        Held file = held.orElseThrow();
        String mark = file.here + " " + owner.mark();
        try {
            file.channel.truncate(0);
            int _ = file.channel.write(StandardCharsets.UTF_8.encode(mark), 0);
            return Optional.of(mark);
        } catch (IOException e) {
            giveUp(e);
            return Optional.empty();
        }
    }

    private void giveUp(IOException e) {
        LOG.log(
                System.Logger.Level.INFO,
                "there is no lifeline, so after a kill the next start takes longer: " + e);
        close();
    }

    /** Lets the file go, for good. */
    @Override
    public synchronized void close() {
        directory = Optional.empty();
        held.ifPresent(file -> closeQuietly(file.channel));
        held = Optional.empty();
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // The end of the process frees it, too.
        }
    }
}
