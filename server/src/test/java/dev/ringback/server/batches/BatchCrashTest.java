package dev.ringback.server.batches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.files.StoredFile;
import dev.ringback.testkit.DyingDisk;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.FaultyStore;
import dev.ringback.testkit.LossyDisk;
import dev.ringback.testkit.MoodyDisk;
import dev.ringback.testkit.upstream.StubUpstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Servers that die while a batch runs, and disks that fail now and then. */
class BatchCrashTest {

    private static final int LINES = 1_500;

    /** So long that no batch expires, however fast the clock and however slow the machine is. */
    private static final String LONG = ",'completion_window':'168h'";

    private final StubUpstream stub = StubUpstream.start().plays(Requests.echo());
    private final World world = World.inMemory();

    @AfterEach
    void stop() {
        stub.close();
    }

    /** Of ten lines, seven are good, one is refused by the model, and two are no requests. */
    private static String lines() {
        var lines = new StringBuilder();
        for (int i = 1; i <= LINES; i++) {
            lines.append(
                    switch (i % 10) {
                        case 0 -> "{}\n";
                        case 1 -> Requests.chat("r" + i, "nobodys", "say " + i);
                        case 2 -> Requests.chat("r" + i, "m", "bad " + i);
                        default -> Requests.chat("r" + i, "m", "say " + i);
                    });
        }
        return lines.toString();
    }

    private String begun() {
        try (var rig = new BatchRig(world, stub)) {
            return rig.client().batch(rig.client().upload(lines()), LONG);
        }
    }

    private String status(String batch) {
        return Batch.of(world.store().document(Batch.KIND, BatchRig.PROJECT, batch).orElseThrow())
                .status()
                .word();
    }

    private List<Integer> open(String batch) {
        return Checkpoint.of(
                        world.store()
                                .document(Checkpoint.KIND, BatchRig.PROJECT, batch)
                                .orElseThrow())
                .open();
    }

    /**
     * Time goes on meanwhile: lines that were cut off are due again after a pause, and what became
     * of a lost answer is looked for after five minutes.
     */
    private void untilItIs(String batch, String status) {
        Eventually.until(
                batch + " is " + status,
                () -> {
                    world.time().advance(Duration.ofSeconds(10));
                    return status(batch).equals(status);
                });
    }

    /** Everything is in the files, once, whatever has happened. */
    private void check(String batch, String status) {
        try (var rig = new BatchRig(world, stub)) {
            untilItIs(batch, status);
            BatchClient client = rig.client();
            JsonNode ended = client.await(batch, status);
            List<JsonNode> output = client.lines(ended, "output");
            List<JsonNode> errors = client.lines(ended, "error");
            assertThat(ended.path("request_counts").toString())
                    .isEqualTo(
                            "{\"total\":%d,\"completed\":%d,\"failed\":%d}"
                                    .formatted(LINES, output.size(), errors.size()));
            List<Integer> ordinals = new ArrayList<>();
            output.forEach(line -> ordinals.add(ordinal(line)));
            errors.forEach(line -> ordinals.add(ordinal(line)));
            assertThat(ordinals).doesNotHaveDuplicates().hasSize(LINES);
            for (JsonNode line : output) {
                assertThat(line.path("custom_id").asString()).isEqualTo("r" + ordinal(line));
                assertThat(line.at("/response/body/choices/0/message/content").asString())
                        .isEqualTo("say " + ordinal(line));
            }
        }
        Store store = world.store();
        assertThat(store.event(BatchRig.PROJECT, new EventId(batch + ":ended"))).isPresent();
        assertThat(store.documents(Checkpoint.KIND)).isEmpty();
        assertThat(store.documents(StoredFile.KIND)).hasSize(3);
        CallQuery deliveries = CallQuery.of(BatchRig.PROJECT, "delivery", 100);
        assertThat(store.calls(deliveries).entries()).hasSize(1);
    }

    private static int ordinal(JsonNode line) {
        String id = line.path("id").asString();
        return Integer.parseInt(id.substring(id.lastIndexOf('_') + 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aBatchSurvivesDeathsAtAnyMoment(long seed) {
        var random = new Random(seed);
        String batch = begun();
        for (int life = 0; life < 6; life++) {
            live(batch, new DyingDisk(random.nextInt(1, 120), random.nextBoolean()));
        }
        check(batch, "completed");
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void aBatchThatIsCancelledSurvivesThemToo(long seed) {
        var random = new Random(seed);
        String batch = begun();
        live(batch, new DyingDisk(random.nextInt(1, 120), random.nextBoolean()));
        boolean cancelled;
        try (var rig = new BatchRig(world, stub)) {
            String path = "/v1/batches/" + batch + "/cancel";
            cancelled = rig.client().post(path, "").status() == 200;
        }
        for (int life = 0; life < 3; life++) {
            live(batch, new DyingDisk(random.nextInt(1, 120), random.nextBoolean()));
        }
        check(batch, cancelled ? "cancelled" : "completed");
    }

    private void live(String batch, DyingDisk faults) {
        try (var _ = new BatchRig(world.on(new FaultyStore(world.store(), faults)), stub)) {
            Eventually.until(
                    "it dies or the batch is over",
                    () -> {
                        // Lines that an earlier death cut off are due after a pause.
                        world.time().advance(Duration.ofSeconds(10));
                        return faults.isDead()
                                || List.of("completed", "cancelled").contains(status(batch));
                    });
        }
    }

    @Test
    void aBatchIsTakenUpThoughNotAllOfItsLinesCanBeReadAtOnce() {
        String batch = begun();
        live(batch, new DyingDisk(6, false));
        assertThat(open(batch)).hasSizeGreaterThan(100);
        try (var _ =
                new BatchRig(world.on(new FaultyStore(world.store(), new Stumbling())), stub)) {
            untilItIs(batch, "completed");
        }
        check(batch, "completed");
    }

    @Test
    void aBatchThatIsOnDiskIsRunThoughWhoMadeItWasToldOtherwise() {
        String batch;
        var lossy = new LossyDisk(BatchCrashTest::makesBatch);
        try (var rig = new BatchRig(world.on(new FaultyStore(world.store(), lossy)), stub)) {
            String input = rig.client().upload(lines());
            rig.client()
                    .post("/v1/batches", "{'input_file_id':'%s'%s}".formatted(input, LONG))
                    .expect(503);
            batch = world.store().documents(Checkpoint.KIND).getFirst().id();
            untilItIs(batch, "completed");
        }
        check(batch, "completed");
    }

    private static boolean makesBatch(Change change) {
        return change.puts().stream().anyMatch(put -> put.kind().equals(Checkpoint.KIND));
    }

    /** A disk of which one read in a hundred fails. */
    private static final class Stumbling implements FaultyStore.Faults {

        private final AtomicInteger reads = new AtomicInteger();

        @Override
        public boolean refuses(List<Change> changes) {
            return false;
        }

        @Override
        public boolean failsToRead() {
            return reads.incrementAndGet() % 100 == 0;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8})
    void aBatchIsCarriedOnWhenTheDiskFailsNowAndThen(long seed) {
        String batch = begun();
        var faults = new MoodyDisk(new Random(seed));
        try (var _ = new BatchRig(world.on(new FaultyStore(world.store(), faults)), stub)) {
            faults.moody(true);
            untilItIs(batch, "completed");
            faults.moody(false);
        }
        check(batch, "completed");
    }
}
