package dev.ringback.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.server.functions.runs.RunState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplayDocumentsTest {

    private static final ProjectId PROJECT = new ProjectId("default");

    private static final String DELIVERIES =
            """
            {"deliveries":{"endpoint":"ep_1","state":"dead","event_type":null,"from":1000,\
            "to":null,"cause":null,"receiver":null},"events":null,"unmatched":null,\
            "missed":null,"requests":null,"runs":null,"rate_per_second":5.0,"progress":{"state":"running",\
            "place":7,"after":"","matched":3,"created":1,"skipped":0,"finished_at":null,\
            "error":"","unmade":null},"created_at":2000}\
            """;

    private static final Replay OF_DELIVERIES =
            new Replay(
                    "rpl_1",
                    PROJECT,
                    new ReplaySelection.Deliveries(
                            Optional.of(new LaneId("ep_1")),
                            StateName.DEAD,
                            Optional.empty(),
                            Optional.of(Instant.ofEpochMilli(1_000)),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()),
                    5,
                    new Replay.Progress(
                            Replay.State.RUNNING,
                            7,
                            "",
                            3,
                            1,
                            0,
                            Optional.empty(),
                            "",
                            Optional.empty()),
                    Instant.ofEpochMilli(2_000));

    private static final String EVENTS =
            """
            {"deliveries":null,"events":{"ids":["a","b"],"endpoint":null},"unmatched":null,"missed":null,"requests":null,"runs":null,\
            "rate_per_second":0.0,\
            "progress":{"state":"done","place":2,"after":"ep_9","matched":2,"created":2,\
            "skipped":0,"finished_at":3500,"error":"","unmade":null},"created_at":2000}\
            """;

    private static final Replay OF_EVENTS =
            new Replay(
                    "rpl_2",
                    PROJECT,
                    new ReplaySelection.Events(List.of("a", "b"), Optional.empty()),
                    0,
                    new Replay.Progress(
                            Replay.State.DONE,
                            2,
                            "ep_9",
                            2,
                            2,
                            0,
                            Optional.of(Instant.ofEpochMilli(3_500)),
                            "",
                            Optional.empty()),
                    Instant.ofEpochMilli(2_000));

    private static final String RUNS =
            """
            {"deliveries":null,"events":null,"unmatched":null,"missed":null,"requests":null,"runs":{"function":"app-f","status":"failed",\
            "from":null,"to":4000},"rate_per_second":0.0,"progress":{"state":"running",\
            "place":9,"after":"","matched":1,"created":0,"skipped":0,"finished_at":null,\
            "error":"","unmade":null},"created_at":2000}\
            """;

    private static final Replay OF_RUNS =
            new Replay(
                    "rpl_3",
                    PROJECT,
                    new ReplaySelection.Runs(
                            Optional.of("app-f"),
                            RunState.Status.FAILED,
                            Optional.empty(),
                            Optional.of(Instant.ofEpochMilli(4_000))),
                    0,
                    Replay.Progress.start(9, 1),
                    Instant.ofEpochMilli(2_000));

    private static final String MISSED =
            """
            {"deliveries":null,"events":null,"unmatched":null,"missed":{"endpoint":"ep_1","since":1000},\
            "requests":null,"runs":null,"rate_per_second":0.0,"progress":{"state":"running",\
            "place":9,"after":"","matched":1,"created":0,"skipped":0,"finished_at":null,\
            "error":"","unmade":null},"created_at":2000}\
            """;

    private static final Replay OF_MISSED =
            new Replay(
                    "rpl_4",
                    PROJECT,
                    new ReplaySelection.Missed(new LaneId("ep_1"), Instant.ofEpochMilli(1_000)),
                    0,
                    Replay.Progress.start(9, 1),
                    Instant.ofEpochMilli(2_000));

    private static final String REQUESTS =
            """
            {"deliveries":null,"events":null,"unmatched":null,"missed":null,"requests":{"source":"src_1","version":2,\
            "ids":["a"],"unmatched":false,"event_type":null,"from":null,"to":null},"runs":null,\
            "rate_per_second":0.0,"progress":{"state":"running","place":0,"after":"","matched":1,\
            "created":0,"skipped":0,"finished_at":null,"error":"","unmade":{"dropped":1,"failed":2,\
            "failed_at":"evt_1","why":"throws"}},"created_at":2000}\
            """;

    private static final Replay OF_REQUESTS =
            new Replay(
                    "rpl_5",
                    PROJECT,
                    new ReplaySelection.Requests(
                            "src_1",
                            2,
                            List.of("a"),
                            false,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()),
                    0,
                    Replay.Progress.start(0, 1).with(new Replay.Unmade(1, 2, "evt_1", "throws")),
                    Instant.ofEpochMilli(2_000));

    private static Replay read(String id, String body) {
        return ReplayDocuments.read(
                Document.create(ReplayDocuments.KIND, PROJECT, id, Payload.of(body)));
    }

    @Test
    void isKeptFieldByField() {
        assertThat(ReplayDocuments.create(OF_DELIVERIES).body().text()).isEqualTo(DELIVERIES);
        assertThat(ReplayDocuments.create(OF_EVENTS).body().text()).isEqualTo(EVENTS);
        assertThat(ReplayDocuments.create(OF_RUNS).body().text()).isEqualTo(RUNS);
        assertThat(ReplayDocuments.create(OF_MISSED).body().text()).isEqualTo(MISSED);
        assertThat(read("rpl_4", MISSED)).isEqualTo(OF_MISSED);
        assertThat(ReplayDocuments.create(OF_REQUESTS).body().text()).isEqualTo(REQUESTS);
        assertThat(read("rpl_5", REQUESTS)).isEqualTo(OF_REQUESTS);
        assertThat(read("rpl_3", RUNS)).isEqualTo(OF_RUNS);
        assertThat(read("rpl_1", DELIVERIES)).isEqualTo(OF_DELIVERIES);
        assertThat(read("rpl_2", EVENTS)).isEqualTo(OF_EVENTS);
    }

    @Test
    void isReadAsEarlierReleasesWroteIt() {
        assertThat(read("rpl_1", DELIVERIES.replace("\"after\":\"\"", "\"after\":null")))
                .isEqualTo(OF_DELIVERIES);
        assertThat(read("rpl_1", DELIVERIES.replace("\"after\":\"\",", "")))
                .isEqualTo(OF_DELIVERIES);
        assertThat(read("rpl_1", DELIVERIES.replace(",\"cause\":null,\"receiver\":null", "")))
                .isEqualTo(OF_DELIVERIES);
        assertThat(
                        read(
                                "rpl_1",
                                DELIVERIES.replace(
                                        "\"missed\":null,\"requests\":null,\"runs\":null,", "")))
                .isEqualTo(OF_DELIVERIES);
        assertThat(
                        read(
                                "rpl_1",
                                DELIVERIES
                                        .replace("\"requests\":null,", "")
                                        .replace(",\"unmade\":null", "")))
                .isEqualTo(OF_DELIVERIES);
    }
}
