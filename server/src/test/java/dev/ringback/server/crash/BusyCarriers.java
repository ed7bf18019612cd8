package dev.ringback.server.crash;

import dev.ringback.server.Main;
import dev.ringback.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A server in whose process virtual threads compute without a break, as many as there are carriers,
 * from when a file is there until it is not.
 */
public final class BusyCarriers {

    private static final String DIRECTORY = "test.busy";

    private BusyCarriers() {}

    static String in(Path directory) {
        return "-D" + DIRECTORY + "=" + directory;
    }

    static Path wish(Path directory) {
        return directory.resolve("wish");
    }

    static Path fact(Path directory) {
        return directory.resolve("fact");
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(System.getProperty(DIRECTORY));
        Thread.ofPlatform().daemon().start(() -> watch(directory));
        Main.main(arguments);
    }

    /** One carrier is all that the JVM was given. */
    private static void watch(Path directory) {
        Eventually.until("somebody wishes it", () -> Files.exists(wish(directory)));
        var on = new AtomicBoolean(true);
        var spins = new AtomicBoolean();
        Thread _ =
                Thread.ofVirtual()
                        .start(() -> {
                            spins.set(true);
                            while (on.get()) {
                                Thread.onSpinWait();
                            }
                        });
        try {
            Eventually.until("it computes", spins::get);
            Path _ = Files.createFile(fact(directory));
            Eventually.until("nobody wishes it", () -> !Files.exists(wish(directory)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            on.set(false);
        }
    }
}
