package dev.ringback.testkit.receiver;

import dev.ringback.testkit.Eventually;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A real Redis on a port of its own, that keeps nothing on disk. */
public final class RedisServer implements AutoCloseable {

    /** What to say where there is none. */
    public static final String MISSING =
            "Redis is not installed: apt-get install redis-server, and see that its command is on"
                    + " the PATH";

    private static final String COMMAND = "redis-server";

    private final List<String> settings;
    private final int port;
    private final int securePort;
    private Process process;

    private RedisServer(int port, int securePort, List<String> settings) {
        this.port = port;
        this.securePort = securePort;
        this.settings = settings;
        this.process = started();
    }

    /** Whether its command is on the path. */
    public static boolean isInstalled() {
        return Broker.isOnPath(COMMAND);
    }

    /**
     * Starts one.
     *
     * @param settings more of them, such as {@code --requirepass secret}
     */
    public static RedisServer start(String... settings) {
        return new RedisServer(Broker.freePort(), 0, List.of(settings));
    }

    /** Starts one that is reached over TLS as well. */
    public static RedisServer startTls(TestAuthority.Identity identity, String... settings) {
        int secure = Broker.freePort();
        List<String> all = new ArrayList<>(List.of(settings));
        all.addAll(
                List.of(
                        "--tls-port",
                        Integer.toString(secure),
                        "--tls-cert-file",
                        identity.certificate().toString(),
                        "--tls-key-file",
                        identity.key().toString(),
                        "--tls-ca-cert-file",
                        identity.authority().toString(),
                        "--tls-auth-clients",
                        "no"));
        return new RedisServer(Broker.freePort(), secure, all);
    }

    private Process started() {
        var command =
                new ArrayList<>(
                        List.of(
                                COMMAND,
                                "--port",
                                Integer.toString(port),
                                "--bind",
                                "127.0.0.1",
                                "--save",
                                "",
                                "--daemonize",
                                "no"));
        command.addAll(settings);
        try {
            Process starting =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            Eventually.until("Redis listens", () -> listens(starting));
            return starting;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean listens(Process starting) {
        if (!starting.isAlive()) {
            throw new IllegalStateException("Redis ended with " + starting.exitValue());
        }
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** Where it listens on this machine. */
    public int port() {
        return port;
    }

    /** Where it listens for TLS, if it does. */
    public int securePort() {
        return securePort;
    }

    /**
     * Asks over a connection of its own; each command is a line of words.
     *
     * @return what it says to the last, as it goes over the wire
     */
    public String ask(String... commands) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            for (String command : commands) {
                socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            }
            socket.shutdownOutput();
            var in = new BufferedInputStream(socket.getInputStream());
            String answer = "";
            for (String _ : commands) {
                answer = reply(in);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One reply: its texts and numbers, each on a line. */
    private static String reply(InputStream in) throws IOException {
        String head = line(in);
        String rest = head.substring(1);
        return switch (head.charAt(0)) {
            case '$' -> text(in, Integer.parseInt(rest));
            case '*' -> {
                var all = new ArrayList<String>();
                for (int left = Integer.parseInt(rest); left > 0; left--) {
                    all.add(reply(in));
                }
                yield String.join("\n", all);
            }
            default -> rest;
        };
    }

    private static String text(InputStream in, int length) throws IOException {
        if (length < 0) {
            return "";
        }
        byte[] text = in.readNBytes(length);
        in.skipNBytes(2);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        int next = in.read();
        while (next >= 0 && next != '\n') {
            line.write(next);
            next = in.read();
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    /** Ends it, and with it all that it holds. */
    public void stop() {
        process.destroy();
        boolean _ = process.onExit().join().isAlive();
    }

    /** Starts it once more, empty, on the same port. */
    public void restart() {
        process = started();
    }

    @Override
    public void close() {
        stop();
    }
}
