package dev.ringback.testkit.receiver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Pattern;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/** A server in this process that speaks as Amazon SQS does, and keeps its queues in memory. */
public final class SqsServer implements AutoCloseable {

    /** The region that it takes itself for. */
    public static final String REGION = "elasticmq";

    private static final String ACCOUNT = "000000000000";

    private static final Pattern COUNTS =
            Pattern.compile("ApproximateNumberOfMessages(?:NotVisible)?\"\\s*:\\s*\"(\\d+)\"");

    private final int port;
    private SQSRestServer server;

    private SqsServer(int port) {
        this.port = port;
        this.server = started(port);
    }

    /** Starts one. */
    public static SqsServer start() {
        return new SqsServer(Broker.freePort());
    }

    private static SQSRestServer started(int port) {
        SQSRestServer server =
                SQSRestServerBuilder.withInterface("127.0.0.1").withPort(port).start();
        server.waitUntilStarted();
        return server;
    }

    /** Where it listens on this machine. */
    public int port() {
        return port;
    }

    /** The URL of one of its queues, whether it is there or not. */
    public URI queue(String name) {
        return URI.create("http://127.0.0.1:%d/%s/%s".formatted(port, ACCOUNT, name));
    }

    /** Makes a queue; one whose name ends with {@code .fifo} keeps order. */
    public URI create(String name) {
        String attributes = name.endsWith(".fifo") ? "{\"FifoQueue\":\"true\"}" : "{}";
        String _ =
                asked(
                        "CreateQueue",
                        "{\"QueueName\":\"%s\",\"Attributes\":%s}".formatted(name, attributes));
        return queue(name);
    }

    /** Messages of a queue, in the words of the server; others do not see them for a while. */
    public String receive(String name) {
        return asked(
                "ReceiveMessage",
                ("{\"QueueUrl\":\"%s\",\"MaxNumberOfMessages\":10,\"AttributeNames\":[\"All\"],"
                                + "\"MessageAttributeNames\":[\"All\"]}")
                        .formatted(queue(name)));
    }

    /** Puts a message into a queue, with the members of a request. */
    public void send(String name, String members) {
        String _ = asked("SendMessage", "{\"QueueUrl\":\"%s\",%s}".formatted(queue(name), members));
    }

    /** How many messages it has, taken or not. */
    public long count(String name) {
        String answer =
                asked(
                        "GetQueueAttributes",
                        "{\"QueueUrl\":\"%s\",\"AttributeNames\":[\"All\"]}"
                                .formatted(queue(name)));
        return COUNTS.matcher(answer)
                .results()
                .mapToLong(each -> Long.parseLong(each.group(1)))
                .sum();
    }

    private String asked(String action, String body) {
        var request =
                HttpRequest.newBuilder(queue("").resolve("/"))
                        .header("Content-Type", "application/x-amz-json-1.0")
                        .header("X-Amz-Target", "AmazonSQS." + action)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try (var client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(action + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Stops it and starts another in its place, with no queues. */
    public void restart() {
        close();
        server = started(port);
    }

    /** Takes the queues away with it. */
    @Override
    public void close() {
        Object _ = server.stopAndWait();
    }
}
