package dev.ringback.testkit.receiver;

import dev.ringback.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** A real RabbitMQ on ports of its own, with its data in a directory of its own. */
public final class RabbitServer implements AutoCloseable {

    /** What to say where there is none. */
    public static final String MISSING =
            "RabbitMQ is not installed: apt-get install rabbitmq-server (Debian's, which lies in"
                    + " /usr/lib/rabbitmq/bin)";

    private static final Path COMMANDS = Path.of("/usr/lib/rabbitmq/bin");
    private static final String HERE = "127.0.0.1";

    private final Path directory;
    private final int port = Broker.freePort();
    private final int securePort;
    private final int names = Broker.freePort();
    private final Map<String, String> environment;
    private final Process nameServer;
    private final Process server;

    private RabbitServer(Path directory, int securePort) {
        this.securePort = securePort;
        this.directory = directory;
        String place = directory.toString();
        environment =
                Map.ofEntries(
                        Map.entry("HOME", place),
                        Map.entry("ERL_EPMD_PORT", Integer.toString(names)),
                        Map.entry("RABBITMQ_NODENAME", "test" + port + "@localhost"),
                        Map.entry("RABBITMQ_NODE_IP_ADDRESS", HERE),
                        Map.entry("RABBITMQ_NODE_PORT", Integer.toString(port)),
                        Map.entry("RABBITMQ_DIST_PORT", Integer.toString(Broker.freePort())),
                        Map.entry("RABBITMQ_MNESIA_BASE", place),
                        Map.entry("RABBITMQ_LOG_BASE", place),
                        Map.entry("RABBITMQ_LOGS", "-"),
                        Map.entry("RABBITMQ_CONFIG_FILE", place + "/rabbitmq.conf"),
                        Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", place + "/plugins"),
                        Map.entry(
                                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                                "-kernel inet_dist_use_interface {127,0,0,1}"));
        nameServer =
                started(
                        directory.resolve("names.log"),
                        List.of("epmd", "-port", Integer.toString(names), "-address", HERE));
        server = started(log(), List.of(COMMANDS.resolve("rabbitmq-server").toString()));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::kill));
        Eventually.until("RabbitMQ listens", this::listens);
    }

    /** Whether it is where Debian puts it. */
    public static boolean isInstalled() {
        return Files.isExecutable(COMMANDS.resolve("rabbitmq-server")) && Broker.isOnPath("epmd");
    }

    /** Starts one, which takes some seconds. */
    public static RabbitServer start() {
        return start(_ -> List.of());
    }

    /** Starts one that is reached over TLS as well, as {@code localhost}. */
    public static RabbitServer startTls(TestAuthority authority) {
        return start(directory -> {
            TestAuthority.Identity identity = authority.issue("localhost", directory);
            return List.of(
                    "ssl_options.cacertfile = " + identity.authority(),
                    "ssl_options.certfile = " + identity.certificate(),
                    "ssl_options.keyfile = " + identity.key(),
                    "ssl_options.verify = verify_none",
                    "ssl_options.fail_if_no_peer_cert = false");
        });
    }

    private static RabbitServer start(Function<Path, List<String>> settings) {
        try {
            Path directory = Files.createTempDirectory("ringback-rabbitmq");
            List<String> lines = settings.apply(directory);
            int secure = lines.isEmpty() ? 0 : Broker.freePort();
            Files.write(directory.resolve("rabbitmq.conf"), lines);
            if (secure > 0) {
                Files.writeString(
                        directory.resolve("rabbitmq.conf"),
                        "listeners.ssl.here = %s:%d%n".formatted(HERE, secure),
                        StandardOpenOption.APPEND);
            }
            return new RabbitServer(directory, secure);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process started(Path output, List<String> command) {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            return builder.redirectOutput(output.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By its own account, because somebody else might listen there. */
    private boolean listens() {
        if (!server.isAlive()) {
            throw new IllegalStateException("RabbitMQ ended with " + server.exitValue());
        }
        try {
            String log = Files.readString(log());
            return log.contains("started TCP listener on " + HERE + ":" + port)
                    && (securePort == 0 || log.contains("TLS (SSL) listener on " + HERE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return directory.resolve("log");
    }

    /** Where it listens on this machine. */
    public int port() {
        return port;
    }

    /** Where it listens for TLS, if it does. */
    public int securePort() {
        return securePort;
    }

    /** Has its operator's command do something, and says what that prints. */
    public String operate(String... words) {
        List<String> command =
                Stream.concat(
                                Stream.of(
                                        COMMANDS.resolve("rabbitmqctl").toString(),
                                        "-q",
                                        "-n",
                                        environment.getOrDefault("RABBITMQ_NODENAME", "")),
                                Stream.of(words))
                        .toList();
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String printed =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (Eventually.ended("the command", process) != 0) {
                throw new IllegalStateException(String.join(" ", words) + ": " + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void kill() {
        server.descendants().forEach(ProcessHandle::destroyForcibly);
        server.destroyForcibly();
        nameServer.destroyForcibly();
    }

    @Override
    public void close() {
        // The script ends when what it has started does, and sees to it that nothing is left.
        server.descendants().forEach(ProcessHandle::destroyForcibly);
        int _ = Eventually.ended("RabbitMQ", server);
        kill();
        int _ = Eventually.ended("its name server", nameServer);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
