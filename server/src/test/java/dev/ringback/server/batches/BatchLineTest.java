package dev.ringback.server.batches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.Shape;
import dev.ringback.server.openai.Operation;
import dev.ringback.testkit.upstream.StubUpstream;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A line of a batch as a job. */
class BatchLineTest {

    @Test
    void roomForItsRequestIsTakenTwiceBeforeThatIsRead() {
        try (var stub = StubUpstream.start();
                var rig = new BatchRig(World.inMemory(), stub)) {
            String request = "{\"model\":\"m\",\"messages\":[]}";
            Job job = job(rig, rig.client().upload(request), request.length());
            var taken = new AtomicLong();

            Shape.Question asking =
                    RoomOfThread.within(
                            bytes -> taken.addAndGet(bytes) > 0, () -> rig.line.question(job));

            assertThat(asking).isInstanceOf(Shape.Question.For.class);
            assertThat(taken).hasValue(2L * request.length());
        }
    }

    private static Job job(BatchRig rig, String file, int length) {
        return new Job(
                "batch_1:0",
                BatchRig.PROJECT,
                BatchLine.NAME,
                Operation.CHAT,
                "m",
                new JsonObject().put("file", file).put("at", 0).put("length", length),
                Payload.of("null"),
                rig.world.time().now(),
                1,
                0);
    }
}
