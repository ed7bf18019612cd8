package dev.ringback.server.batches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.port.Store;
import dev.ringback.store.sqlite.SqliteStore;
import dev.ringback.testkit.upstream.StubUpstream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A batch of some size on a real disk. */
class BatchPaceTest {

    private static final int LINES = 5_000;

    @Test
    void thousandsOfLinesAreAnsweredInTheirOrder(@TempDir Path directory) {
        try (Store store = SqliteStore.open(directory);
                var stub = StubUpstream.start().plays(Requests.echo());
                var rig = new BatchRig(World.of(store), stub)) {
            BatchClient client = rig.client();
            String file = client.upload(Requests.chats(LINES));
            JsonNode done = client.await(client.batch(file), "completed");
            List<String> ids =
                    client.lines(done, "output").stream()
                            .map(line -> line.path("custom_id").asString())
                            .toList();
            assertThat(ids)
                    .isEqualTo(IntStream.rangeClosed(1, LINES).mapToObj(i -> "r" + i).toList());
            assertThat(stub.busiest()).isLessThanOrEqualTo(64);
        }
    }
}
