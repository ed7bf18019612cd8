package dev.ringback.testkit.receiver;

import dev.ringback.testkit.Eventually;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A real Kafka in this process, of one node, with its data in a directory of its own. It says of
 * itself that it is at {@value #NAME}, which only those know who are told that it is this machine.
 */
public final class KafkaServer implements AutoCloseable {

    /** The name by which it says that it is reached. */
    public static final String NAME = "kafka.test";

    /** Where it says that it is, through the port that lies. */
    public static final String ELSEWHERE = "169.254.169.254";

    /** Who may come by the port that asks, and the password, by either mechanism. */
    public static final String USER = "ann";

    public static final String PASSWORD = "open-sesame";

    private static final String HERE = "127.0.0.1";

    private final TestAuthority authority;
    private final Path directory;
    private final int port = Broker.freePort();
    private final int own = Broker.freePort();
    private final int asking = Broker.freePort();
    private final int secure = Broker.freePort();
    private final int lying = Broker.freePort();
    private final int steering = Broker.freePort();
    private KafkaRaftServer server;

    private KafkaServer(Path directory, TestAuthority authority) {
        this.authority = authority;
        this.directory = directory;
        format();
        this.server = started();
    }

    /** Starts one, which takes some seconds. */
    public static KafkaServer start() {
        return startTls(new TestAuthority());
    }

    /** Starts one whose certificate for {@code localhost} is of that authority. */
    public static KafkaServer startTls(TestAuthority authority) {
        try {
            return new KafkaServer(Files.createTempDirectory("ringback-kafka"), authority);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void format() {
        try (var nowhere = new PrintStream(PrintStream.nullOutputStream())) {
            new Formatter()
                    .setPrintStream(nowhere)
                    .setNodeId(1)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setDirectories(List.of(directory.toString()))
                    .setMetadataLogDirectory(directory.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setScramArguments(
                            List.of(
                                    "SCRAM-SHA-256=[name=%s,password=%s]".formatted(USER, PASSWORD),
                                    "SCRAM-SHA-512=[name=%s,password=%s]"
                                            .formatted(USER, PASSWORD)))
                    .run();
        } catch (Exception e) {
            throw new IllegalStateException("the directory of Kafka was not made", e);
        }
    }

    private KafkaRaftServer started() {
        var properties = new Properties();
        properties.putAll(settings());
        var kafka = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
        kafka.startup();
        return kafka;
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@%s:%d".formatted(HERE, steering));
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "OWN");
        settings.put(
                "listeners",
                "OPEN://%1$s:%2$d,OWN://%1$s:%3$d,ASKING://%1$s:%4$d,LYING://%1$s:%5$d,CONTROLLER://%1$s:%6$d,SECURE://%1$s:%7$d"
                        .formatted(HERE, port, own, asking, lying, steering, secure));
        settings.put(
                "advertised.listeners",
                "OPEN://%1$s:%2$d,OWN://%5$s:%6$d,ASKING://%5$s:%3$d,LYING://%4$s:9092,SECURE://localhost:%7$d"
                        .formatted(NAME, port, asking, ELSEWHERE, HERE, own, secure));
        settings.put(
                "listener.security.protocol.map",
                "OPEN:PLAINTEXT,OWN:PLAINTEXT,ASKING:SASL_PLAINTEXT,LYING:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SSL");
        settings.putAll(identity());
        settings.put("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512");
        settings.put(
                "listener.name.asking.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required user_%s=\"%s\";"
                        .formatted(USER, PASSWORD));
        for (String each : List.of("256", "512")) {
            settings.put(
                    "listener.name.asking.scram-sha-" + each + ".sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        }
        settings.put("log.dirs", directory.toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("log.cleaner.enable", "false");
        settings.put("num.network.threads", "1");
        settings.put("num.io.threads", "2");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "1");
        return settings;
    }

    private Map<String, String> identity() {
        try {
            TestAuthority.Identity identity = authority.issue("localhost", directory);
            return Map.of(
                    "listener.name.secure.ssl.keystore.type", "PEM",
                    "listener.name.secure.ssl.keystore.certificate.chain",
                            Files.readString(identity.certificate()),
                    "listener.name.secure.ssl.keystore.key", Files.readString(identity.key()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port for TLS. */
    public int securePort() {
        return secure;
    }

    /** Where it listens on this machine. */
    public int port() {
        return port;
    }

    /** The port at which a password is asked for. */
    public int askingPort() {
        return asking;
    }

    /** The port at which it says that it is at {@link #ELSEWHERE}. */
    public int lyingPort() {
        return lying;
    }

    /** Where clients of Kafka's own find it. */
    public String servers() {
        return HERE + ":" + own;
    }

    /** Settings of a client, which waits as long as all that tests wait for. */
    public Map<String, Object> client() {
        int patience = Math.toIntExact(Eventually.PATIENCE.toMillis());
        return Map.of(
                "bootstrap.servers", servers(),
                "request.timeout.ms", patience,
                "default.api.timeout.ms", patience);
    }

    /** The same of a producer. */
    public Map<String, Object> producer() {
        int patience = Math.toIntExact(Eventually.PATIENCE.toMillis());
        return Map.of(
                "bootstrap.servers",
                servers(),
                "request.timeout.ms",
                patience / 2,
                "delivery.timeout.ms",
                patience,
                "max.block.ms",
                patience);
    }

    /** Makes a topic and waits until it is there. */
    public String topic(String name, int partitions) {
        try (Admin admin = Admin.create(client())) {
            Object _ =
                    admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                            .all()
                            .toCompletionStage()
                            .toCompletableFuture()
                            .join();
            Eventually.until("the topic is known", () -> isThere(admin, name, partitions));
            awaitLeaders(admin, name, partitions);
        }
        return name;
    }

    /** Who is to lead a partition is known before he does; the client asks until he answers. */
    private static void awaitLeaders(Admin admin, String name, int partitions) {
        Map<TopicPartition, OffsetSpec> all = new HashMap<>();
        for (int i = 0; i < partitions; i++) {
            all.put(new TopicPartition(name, i), OffsetSpec.latest());
        }
        Object _ = admin.listOffsets(all).all().toCompletionStage().toCompletableFuture().join();
    }

    /** A topic that was made is known a little later. */
    private static boolean isThere(Admin admin, String name, int partitions) {
        try {
            return admin
                            .describeTopics(List.of(name))
                            .allTopicNames()
                            .toCompletionStage()
                            .toCompletableFuture()
                            .join()
                            .values()
                            .stream()
                            .flatMap(each -> each.partitions().stream())
                            .filter(each -> each.leader() != null)
                            .count()
                    == partitions;
        } catch (CompletionException _) {
            return false;
        }
    }

    /** The records of a topic, once there are so many. */
    public List<ConsumerRecord<String, String>> records(String topic, int count) {
        Map<String, Object> settings = new HashMap<>(client());
        settings.put("auto.offset.reset", "earliest");
        try (var reader =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            reader.assign(
                    reader.partitionsFor(topic).stream()
                            .map(each -> new TopicPartition(topic, each.partition()))
                            .toList());
            List<ConsumerRecord<String, String>> taken = new ArrayList<>();
            while (taken.size() < count) {
                reader.poll(Duration.ofSeconds(1)).forEach(taken::add);
            }
            return taken;
        }
    }

    /** Stops it; what it has stays. */
    public void stop() {
        server.shutdown();
        server.awaitShutdown();
    }

    /** Starts it again with what it has. */
    public void startAgain() {
        server = started();
    }

    @Override
    public void close() {
        stop();
    }
}
