package dev.ringback.server.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.JsonNode;

/** Kill -9 while a source reads a queue. */
@Execution(ExecutionMode.SAME_THREAD)
@ResourceLock("child processes")
class QueueCrashTest {

    private static final int MESSAGES = 1_000;
    private static final int ROUNDS = 3;

    @Test
    void whatStoodInTheQueueIsThereOnce(@TempDir Path directory) {
        assumeTrue(RedisServer.isInstalled(), RedisServer.MISSING);
        var random = new Random(20_261_130);
        try (RedisServer redis = RedisServer.start();
                Site site = Site.at(directory, () -> Duration.ZERO)) {
            redis.ask(
                    IntStream.range(0, MESSAGES)
                            .mapToObj(each -> "XADD orders * webhook-id m" + each + " body {}")
                            .toArray(String[]::new));
            site.start();
            String source =
                    site.api()
                            .post(
                                    "/api/v1/sources",
                                    "{\"provider\":\"redis\",\"queue\":{\"stream\":\"orders\","
                                            + "\"url\":\"redis://127.0.0.1:%d\"}}"
                                                    .formatted(redis.port()))
                            .get("id")
                            .asString();
            String path = "/api/v1/events?limit=100&source=" + source;
            for (int i = 0; i < ROUNDS; i++) {
                int until = acknowledged(redis) + 1 + random.nextInt(MESSAGES / 4);
                Eventually.until(
                        "it reads", () -> acknowledged(redis) >= Math.min(until, MESSAGES));
                site.kill();
                site.start();
            }
            Eventually.until("all is read", () -> acknowledged(redis) == MESSAGES);

            List<JsonNode> events = site.all(path);
            assertThat(events)
                    .filteredOn(each -> !each.has("duplicate_of"))
                    .extracting(each -> each.get("idempotency_key").asString())
                    .hasSize(MESSAGES)
                    .doesNotHaveDuplicates();
            System.out.printf(
                    "%d messages, %d of them twice%n", MESSAGES, events.size() - MESSAGES);
        }
    }

    /** How many entries were given to somebody who said that they are done. */
    private static int acknowledged(RedisServer redis) {
        String[] lines = redis.ask("XINFO GROUPS orders").split("\n");
        int read = 0;
        int pending = 0;
        for (int i = 0; i + 1 < lines.length; i++) {
            switch (lines[i]) {
                case "entries-read" ->
                        read = lines[i + 1].isEmpty() ? 0 : Integer.parseInt(lines[i + 1]);
                case "pending" -> pending = Integer.parseInt(lines[i + 1]);
                default -> {}
            }
        }
        return read - pending;
    }
}
