package dev.ringback.testkit.receiver;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What servers of others need that are started for a test. */
final class Broker {

    /** Below those that the system gives to whoever asks for any port. */
    private static final int LOWEST = 20_000;

    private static final int COUNT = 10_000;

    /** Each process begins elsewhere. */
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 101 % COUNT));

    private Broker() {}

    /** A port that nobody listens on now, and that nobody gets meanwhile who asks for any. */
    static int freePort() {
        while (true) {
            int port = LOWEST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException _) {
                // The next one, then.
            }
        }
    }

    /** Whether there is a command of that name. */
    static boolean isOnPath(String command) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(File.pathSeparator))
                .anyMatch(each -> Files.isExecutable(Path.of(each, command)));
    }
}
