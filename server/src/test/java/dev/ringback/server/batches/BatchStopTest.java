package dev.ringback.server.batches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Batches that end before all of their lines were run: cancelled, or out of time. */
class BatchStopTest {

    private final StubUpstream stub = StubUpstream.start().plays(answersSmallNumbers());
    private final BatchRig rig = new BatchRig(World.inMemory(), stub);
    private final BatchClient client = rig.client();

    @AfterEach
    void stop() {
        rig.close();
        stub.close();
    }

    /** The first ten are answered; those after them never are. */
    private static Script answersSmallNumbers() {
        return (asked, conversation) -> {
            String said = Requests.said(asked);
            Script answer = said.matches("say \\d|say 10") ? Script.says(said) : Script.silence();
            answer.play(asked, conversation);
        };
    }

    private String begun(int lines, String more) {
        return begun(client.upload(Requests.chats(lines)), more);
    }

    private String begun(String file, String more) {
        String batch = client.batch(file, more);
        Eventually.until(
                "ten lines have ended",
                () -> client.show(batch).at("/request_counts/completed").asInt() == 10);
        Eventually.until("all places are taken", () -> stub.underWay() == 64);
        return batch;
    }

    private void checkFiles(JsonNode batch, int lines, String... codes) {
        assertThat(batch.path("request_counts").toString())
                .isEqualTo(
                        "{\"total\":%d,\"completed\":10,\"failed\":%d}"
                                .formatted(lines, lines - 10));
        assertThat(client.lines(batch, "output")).hasSize(10);
        List<JsonNode> errors = client.lines(batch, "error");
        List<String> expected = new ArrayList<>();
        for (int i = 11; i <= lines; i++) {
            expected.add("r" + i);
        }
        assertThat(errors.stream().map(line -> line.path("custom_id").asString()).toList())
                .isEqualTo(expected);
        assertThat(errors)
                .allMatch(line -> List.of(codes).contains(line.at("/error/code").asString()));
    }

    @Test
    void aCancelledBatchKeepsWhatWasAnsweredAndSaysSoOfTheRest() {
        String batch = begun(1_300, "");
        JsonNode cancelling =
                client.post("/v1/batches/" + batch + "/cancel", "").expect(200).json();
        assertThat(cancelling.path("status").asString()).isIn("cancelling", "cancelled");
        assertThat(cancelling.path("cancelling_at").isNull()).isFalse();
        JsonNode cancelled = client.await(batch, "cancelled");
        checkFiles(cancelled, 1_300, "batch_cancelled");
        assertThat(cancelled.path("cancelled_at").isNull()).isFalse();
        assertThat(rig.world.store().event(BatchRig.PROJECT, new EventId(batch + ":ended")))
                .hasValueSatisfying(event -> assertThat(event.type()).isEqualTo("batch.cancelled"));
        Eventually.until("the requests are broken off", () -> stub.underWay() == 0);
        assertThat(stub.asked()).as("ten were answered, and 64 under way").hasSize(74);
        assertThat(client.post("/v1/batches/" + batch + "/cancel", "").expect(200).json())
                .isEqualTo(cancelled);
    }

    @Test
    void aBatchThatIsOverCannotBeCancelled() {
        String batch = client.batch(client.upload(Requests.chats(10)));
        client.await(batch, "completed");
        assertThat(client.post("/v1/batches/" + batch + "/cancel", "").expect(409).error("code"))
                .isEqualTo("batch_not_cancellable");
        client.post("/v1/batches/batch_0000000000001/cancel", "").expect(404);
    }

    @Test
    void aBatchWhoseTimeIsOverSaysSoOfTheLinesThatWereNotAnswered() {
        String batch = begun(1_300, ",'completion_window':'90m'");
        rig.world.time().advance(Duration.ofMinutes(90).minusSeconds(1));
        assertThat(client.show(batch).path("status").asString()).isEqualTo("in_progress");
        rig.world.time().advance(Duration.ofSeconds(1));
        JsonNode expired = client.await(batch, "expired");
        checkFiles(expired, 1_300, "batch_expired");
        assertThat(expired.path("expired_at")).isEqualTo(expired.path("expires_at"));
        assertThat(rig.world.store().event(BatchRig.PROJECT, new EventId(batch + ":ended")))
                .hasValueSatisfying(event -> assertThat(event.type()).isEqualTo("batch.expired"));
    }

    @Test
    void noMoreThanAThousandLinesAreJobsAtATime() {
        String batch = begun(2_000, "");
        Eventually.until("as many lines as may be are jobs", () -> jobs(batch) == 1_000);
        assertThat(jobs(batch)).isEqualTo(1_000);
    }

    private long jobs(String batch) {
        long jobs = 0;
        while (rig.world
                .store()
                .event(BatchRig.PROJECT, new EventId(batch + ":" + (jobs + 1)))
                .isPresent()) {
            jobs++;
        }
        return jobs;
    }

    @Test
    void theFileOfABatchThatRunsCannotBeDeleted() {
        String file = client.upload(Requests.chats(20));
        String batch = client.batch(file);
        assertThat(client.delete("/v1/files/" + file).expect(409).error("code"))
                .isEqualTo("file_in_use");
        client.post("/v1/batches/" + batch + "/cancel", "").expect(200);
        client.await(batch, "cancelled");
        client.delete("/v1/files/" + file).expect(200);
        client.get("/v1/files/" + file).expect(404);
    }

    @Test
    void aBatchMayBeCancelledBeforeItHasBegun() {
        String batch = client.batch(client.upload(Requests.chats(300)));
        client.post("/v1/batches/" + batch + "/cancel", "").expect(200);
        JsonNode counts = client.await(batch, "cancelled").path("request_counts");
        assertThat(counts.path("total").asInt()).isEqualTo(300);
        assertThat(counts.path("completed").asInt() + counts.path("failed").asInt()).isEqualTo(300);
    }

    @Test
    void aBatchWhoseFileIsNotWholeFails() {
        String file = client.upload(Requests.chats(2_500));
        removePart(file, 1);
        JsonNode failed = client.await(client.batch(file), "failed");
        assertThat(failed.at("/errors/data/0/code").asString()).isEqualTo("input_file_lost");
        assertThat(failed.at("/request_counts/total").asInt()).isZero();
    }

    @Test
    void aBatchThatLosesItsFileKeepsWhatWasAnswered() {
        String file = client.upload(Requests.chats(1_300));
        String batch = begun(file, "");
        Eventually.until("as many lines as may be are jobs", () -> jobs(batch) == 1_000);
        removePart(file, 0);
        for (int line = 11; line <= 1_000; line++) {
            cancelJob(batch + ":" + line);
        }
        JsonNode failed = client.await(batch, "failed");
        assertThat(failed.at("/errors/data/0/code").asString()).isEqualTo("input_file_lost");
        checkFiles(failed, 1_000, "cancelled", "input_file_lost");
    }

    private void removePart(String file, int index) {
        var part =
                rig.world.store().document("file-part", BatchRig.PROJECT, file + ":0000" + index);
        assertThat(rig.engine.commit(Change.delete(part.orElseThrow())))
                .isEqualTo(Committed.Done.ALL);
    }

    private void cancelJob(String id) {
        Event job = rig.world.store().event(BatchRig.PROJECT, new EventId(id)).orElseThrow();
        rig.world
                .store()
                .callsOf(BatchRig.PROJECT, job.sequence(), 10)
                .forEach(call -> rig.engine.cancel(BatchRig.PROJECT, call.id()));
    }

    @Test
    void noMoreThanAHundredBatchesOfAProjectAreOpen() {
        String file = client.upload(Requests.chats(100));
        List<String> batches = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            batches.add(client.batch(file));
        }
        String one = "{'input_file_id':'%s'}".formatted(file);
        assertThat(client.post("/v1/batches", one).expect(429).error("code"))
                .isEqualTo("too_many_batches");
        client.post("/v1/batches/" + batches.getFirst() + "/cancel", "").expect(200);
        client.await(batches.getFirst(), "cancelled");
        // What is in memory follows what is on disk.
        Eventually.until(
                "there is room for another", () -> client.post("/v1/batches", one).status() == 200);
    }
}
