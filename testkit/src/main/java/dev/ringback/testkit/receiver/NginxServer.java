package dev.ringback.testkit.receiver;

import dev.ringback.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real nginx on a port of its own, in front of something else. */
public final class NginxServer implements AutoCloseable {

    /** What to say where there is none. */
    public static final String MISSING =
            "nginx is not installed: apt-get install nginx-light, and see that its command is on"
                    + " the PATH";

    private static final String COMMAND = "nginx";
    private final int port;
    private final Process process;

    private NginxServer(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    /** Whether its command is on the path. */
    public static boolean isInstalled() {
        return Broker.isOnPath(COMMAND);
    }

    /**
     * Starts one.
     *
     * @param directory for its files
     * @param configuration what stands in its block for HTTP, with {@code listen 80}
     */
    public static NginxServer start(Path directory, String configuration) {
        int port = Broker.freePort();
        String here = configuration.replace("listen 80;", "listen 127.0.0.1:" + port + ";");
        try {
            Path file =
                    Files.writeString(
                            directory.resolve("nginx.conf"),
                            """
                            daemon off;
                            master_process off;
                            pid nginx.pid;
                            error_log stderr;
                            events {}
                            http {
                            access_log off;
                            client_body_temp_path body;
                            proxy_temp_path proxy;
                            fastcgi_temp_path fastcgi;
                            uwsgi_temp_path uwsgi;
                            scgi_temp_path scgi;
                            %s
                            }
                            """
                                    .formatted(here));
            Process process =
                    new ProcessBuilder(COMMAND, "-p", directory.toString(), "-c", file.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("nginx.log").toFile())
                            .start();
            var started = new NginxServer(port, process);
            Eventually.until("nginx listens", started::listens);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new IllegalStateException("nginx ended with " + process.exitValue());
        }
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** Where it listens. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        process.destroy();
        boolean _ = process.onExit().join().isAlive();
    }
}
