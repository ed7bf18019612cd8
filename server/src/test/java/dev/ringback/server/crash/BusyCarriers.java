package dev.ringback.server.crash;

import dev.ringback.server.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A server in whose process virtual threads compute without a break, as many as there are carriers,
 * for as long as a file is there.
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

    private static void watch(Path directory) {
        while (true) {
            if (Files.exists(wish(directory))) {
                keepBusy(directory);
            }
            Thread.yield();
        }
    }

    /** One carrier is all that the JVM was given. */
    private static void keepBusy(Path directory) {
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
            while (!spins.get()) {
                Thread.onSpinWait();
            }
            Path _ = Files.createFile(fact(directory));
            while (Files.exists(wish(directory))) {
                Thread.onSpinWait();
            }
            Files.delete(fact(directory));
        } catch (IOException e) {
            throw new AssertionError(e);
        } finally {
            on.set(false);
        }
    }
}
