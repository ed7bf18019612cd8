package dev.ringback.server.api;

import static dev.ringback.server.api.Replaying.PATH;
import static dev.ringback.server.api.Replaying.assertOnceEach;
import static dev.ringback.server.api.Replaying.awaitState;
import static dev.ringback.server.api.Replaying.dead;
import static dev.ringback.server.api.Replaying.started;
import static dev.ringback.server.api.Replaying.state;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.model.StateName;
import dev.ringback.server.operations.Replay;
import dev.ringback.server.operations.ReplayDocuments;
import dev.ringback.server.operations.ReplaySelection;
import dev.ringback.server.operations.Replays;
import dev.ringback.server.vault.VaultKey;
import dev.ringback.store.sqlite.SqliteStore;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplaysTest {

    @Test
    void everyDeadDeliveryIsMadeAgainExactlyOnce() {
        try (var rig = new ApiRig()) {
            dead(rig, 30);
            rig.receiver.answers(200);
            rig.event("a");
            rig.awaitCount(StateName.SUCCEEDED, 1);
            var dry = rig.post(PATH, "{\"filter\":{},\"dry_run\":true}");
            assertThat(dry.status()).isEqualTo(200);
            assertThat(dry.json().path("matched").intValue()).isEqualTo(30);
            assertThat(rig.get(PATH).json().path("data").size()).isZero();

            String id = started(rig, "{\"filter\":{}}");
            awaitState(rig, id, "done");
            rig.awaitCount(StateName.SUCCEEDED, 31);
            assertOnceEach(rig, id, 30);
            assertThat(rig.get(PATH + "/" + id).json().path("created").intValue()).isEqualTo(30);
        }
    }

    @Test
    void whatTheReplayItselfMakesIsNotReplayed() {
        try (var rig = new ApiRig()) {
            dead(rig, 3);
            String id = started(rig, "{\"filter\":{},\"rate_per_second\":1}");
            for (int i = 0; i < 5; i++) {
                Eventually.until(
                        "the replay rests or is done",
                        () -> rig.time.pendingAlarms() > 0 || state(rig, id).equals("done"));
                rig.time.advance(Duration.ofSeconds(1));
            }
            awaitState(rig, id, "done");
            rig.awaitCount(StateName.DEAD, 6);
            assertOnceEach(rig, id, 3);
        }
    }

    @Test
    void repeatingAReplayMultipliesNothing() {
        try (var rig = new ApiRig()) {
            dead(rig, 3);
            for (int times = 2; times <= 5; times++) {
                assertThat(created(rig)).isEqualTo(3);
                rig.awaitCount(StateName.DEAD, 3L * times);
            }
            rig.receiver.answers(200);
            assertThat(created(rig)).isEqualTo(3);
            rig.awaitCount(StateName.SUCCEEDED, 3);
            assertThat(created(rig)).as("all have got it meanwhile").isZero();
        }
    }

    private static int created(ApiRig rig) {
        String id = started(rig, "{\"filter\":{}}");
        awaitState(rig, id, "done");
        return rig.get(PATH + "/" + id).json().path("created").intValue();
    }

    @Test
    void anInterruptedReplayGoesOnWhereItWasAfterARestart(@TempDir Path directory) {
        var time = ManualTime.atNoon();
        var vaultKey = VaultKey.of(new byte[32]);
        String id;
        String admin;
        try (var store = SqliteStore.open(directory);
                var rig = new ApiRig(store, time, vaultKey)) {
            dead(rig, 20);
            var gate = rig.gate;
            var pages = new AtomicInteger();
            rig.gate =
                    change ->
                            change.calls().isEmpty() || pages.incrementAndGet() <= 2
                                    ? gate.commit(change)
                                    : new Committed.Overloaded();
            admin = rig.admin;
            id = started(rig, "{\"filter\":{},\"rate_per_second\":3}");
            Eventually.until(
                    "two pages are made and a third is refused",
                    () -> {
                        rig.time.advance(Duration.ofSeconds(1));
                        return pages.get() > 2;
                    });
            // A page may be given up as late while it is on its way to the disk.
            Eventually.until(
                    "both pages are on disk",
                    () -> rig.get(PATH + "/" + id).json().path("created").intValue() == 6);
        }
        try (var store = SqliteStore.open(directory);
                var rig = new ApiRig(store, time, vaultKey)) {
            assertThat(rig.admin).isEmpty();
            rig.api.start();
            Eventually.until(
                    "done",
                    () -> {
                        rig.time.advance(Duration.ofSeconds(1));
                        return rig.call("GET", PATH + "/" + id, admin, "")
                                .text("state")
                                .equals("done");
                    });
            assertOnceEach(rig, id, 20);
        }
    }

    @Test
    void aCancelledReplayMakesNoMoreCalls() {
        try (var rig = new ApiRig()) {
            dead(rig, 5);
            String id = started(rig, "{\"filter\":{},\"rate_per_second\":1}");
            Eventually.until("it rests", () -> rig.time.pendingAlarms() > 0);
            var cancelled = rig.post(PATH + "/" + id + "/cancel", "");
            assertThat(cancelled.text("state")).isEqualTo("cancelled");
            Eventually.until("its alarm is off", () -> rig.time.pendingAlarms() == 0);
            rig.time.advance(Duration.ofSeconds(10));
            assertOnceEach(rig, id, 1);
            assertThat(rig.post(PATH + "/" + id + "/cancel", "").status()).isEqualTo(200);
        }
    }

    @Test
    void aDeletedEndpointIsPassedOver() {
        try (var rig = new ApiRig()) {
            dead(rig, 2);
            String id = rig.deliveries(1).getFirst().lane().value();
            rig.call("DELETE", "/api/v1/endpoints/" + id, rig.admin, "");
            String replay = started(rig, "{\"filter\":{}}");
            awaitState(rig, replay, "done");
            var shown = rig.get(PATH + "/" + replay).json();
            assertThat(shown.path("skipped").intValue()).isEqualTo(2);
            assertThat(shown.path("created").intValue()).isZero();
        }
    }

    @Test
    void eventsThatNeverProducedDeliveriesAreRoutedAfresh() {
        try (var rig = new ApiRig()) {
            String wanted = rig.event("a.b");
            String unwanted = rig.event("x.y");
            String endpoint = rig.endpoint(",\"event_types\":[\"a.*\"]");
            String ids = "[\"%s\",\"%s\",\"gone\"]".formatted(wanted, unwanted);
            String all = started(rig, "{\"filter\":{\"event_ids\":" + ids + "}}");
            awaitState(rig, all, "done");
            assertOnceEach(rig, all, 1);
            rig.awaitCount(StateName.SUCCEEDED, 1);
            assertThat(rig.get(PATH + "/" + all).json().path("skipped").intValue()).isEqualTo(1);
            String one =
                    started(
                            rig,
                            "{\"filter\":{\"endpoint\":\"%s\",\"event_ids\":%s}}"
                                    .formatted(endpoint, ids));
            awaitState(rig, one, "done");
            assertOnceEach(rig, one, 2);
        }
    }

    @Test
    void whatTheServerKeepsForItselfIsNotReplayed() {
        try (var rig = new ApiRig()) {
            String endpoint = rig.endpoint("");
            String job = rig.job("job-1", "m");
            String filter = "{\"event_ids\":[\"%s\"],\"endpoint\":\"%s\"}".formatted(job, endpoint);
            String dry = "{\"dry_run\":true,\"filter\":" + filter + "}";
            assertThat(rig.post(PATH, dry).json().path("matched").intValue()).isZero();
            String id = started(rig, "{\"filter\":" + filter + "}");
            awaitState(rig, id, "done");
            assertThat(rig.get(PATH + "/" + id).json().path("skipped").intValue()).isEqualTo(1);
            assertThat(rig.deliveries(10)).isEmpty();
        }
    }

    @Test
    void aPageOfEventsMakesNoMoreCallsThanAPageMay() {
        try (var rig = new ApiRig()) {
            String ids = "";
            for (int i = 0; i < 3; i++) {
                ids += (ids.isEmpty() ? "" : ",") + '"' + rig.event("a.b") + '"';
            }
            for (int i = 0; i < 150; i++) {
                rig.endpoint("");
            }
            var most = new AtomicInteger();
            var gate = rig.gate;
            rig.gate =
                    change -> {
                        most.accumulateAndGet(change.calls().size(), Math::max);
                        return gate.commit(change);
                    };
            String id = started(rig, "{\"filter\":{\"event_ids\":[" + ids + "]}}");
            awaitState(rig, id, "done");
            assertThat(rig.get(PATH + "/" + id).json().path("created").intValue()).isEqualTo(450);
            assertThat(most.get()).isEqualTo(300);
        }
    }

    @Test
    void theOldestReplayThatIsOverMakesRoomForANewOne() {
        try (var rig = new ApiRig()) {
            var running = Replay.Progress.start(0, 0);
            var over = running.end(Replay.State.DONE, rig.time.now(), "");
            for (int i = 0; i < Replays.MOST; i++) {
                var selection = new ReplaySelection.Events(List.of("gone"), Optional.empty());
                var old =
                        new Replay(
                                Sequence.text(Replay.PREFIX, i),
                                ProjectId.DEFAULT,
                                selection,
                                0,
                                i == 0 ? running : over,
                                rig.time.now());
                rig.store.commit(List.of(Change.put(ReplayDocuments.create(old))));
            }
            String id = started(rig, "{\"filter\":{}}");
            awaitState(rig, id, "done");
            assertThat(rig.store.documents(ReplayDocuments.KIND))
                    .hasSize(Replays.MOST)
                    .extracting(Document::id)
                    .contains(Sequence.text(Replay.PREFIX, 0), Sequence.text(Replay.PREFIX, 2), id)
                    .doesNotContain(Sequence.text(Replay.PREFIX, 1));
        }
    }

    @Test
    void aWrongFilterIsNamed() {
        try (var rig = new ApiRig()) {
            var bad =
                    List.of(
                            "state|{\"filter\":{\"state\":\"waiting\"}}",
                            "endpoint|{\"filter\":{\"endpoint\":\"none\"}}",
                            "from|{\"filter\":{\"from\":\"now\"}}",
                            "event_type|{\"filter\":{\"event_type\":\"a\\tb\"}}",
                            "event_ids|{\"filter\":{\"event_ids\":[]}}",
                            "event_ids[0]|{\"filter\":{\"event_ids\":[\"a b\"]}}",
                            "state|{\"filter\":{\"event_ids\":[\"a\"],\"state\":\"dead\"}}",
                            "all|{\"filter\":{\"all\":true}}");
            for (String each : bad) {
                String[] parts = each.split("\\|");
                assertThat(rig.post(PATH, parts[1]).faultyFields())
                        .containsExactly("filter." + parts[0]);
            }
            assertThat(rig.post(PATH, "{}").faultyFields()).containsExactly("filter");
            assertThat(rig.post(PATH, "{\"filter\":7}").faultyFields()).containsExactly("filter");
            assertThat(rig.post(PATH, "{\"filter\":{},\"rate_per_second\":-1}").faultyFields())
                    .containsExactly("rate_per_second");
            assertThat(rig.store.documents(ReplayDocuments.KIND)).isEmpty();
        }
    }
}
