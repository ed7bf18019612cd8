package dev.ringback.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.server.operations.JobSearch;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobRoutesTest {

    private static final String JOBS = "/api/v1/jobs";

    @Test
    void aJobIsShown() {
        try (var rig = new ApiRig()) {
            rig.job("job-1", "m");
            String listed =
                    """
                    {"id":"job-1","shape":"generation","operation":"chat/completions","model":"m",\
                    "upstream":"gpu","state":"waiting","attempt_count":0,\
                    "created_at":"2026-06-01T12:00:00.000Z","due_at":"2026-06-01T12:00:00.000Z",\
                    "finished_at":null,"reason":null\
                    """;
            assertThat(rig.get(JOBS).bytes().text())
                    .isEqualTo("{\"data\":[" + listed + "}],\"next_cursor\":null}");
            assertThat(rig.get(JOBS + "/job-1").bytes().text())
                    .isEqualTo(
                            listed + ",\"completion_event\":null,\"usage\":null,\"attempts\":[]}");
        }
    }

    @Test
    void pagesListEachJobOnceAndNothingElse() {
        try (var rig = new ApiRig()) {
            rig.endpoint("");
            for (int i = 0; i < 25; i++) {
                rig.job("job-" + i, "m");
                rig.event("a.b");
            }
            for (int limit : new int[] {4, 12, 25, 30}) {
                assertThat(Pages.ids(rig, JOBS + "?limit=" + limit))
                        .hasSize(25)
                        .doesNotHaveDuplicates()
                        .startsWith("job-24", "job-23");
            }
        }
    }

    @Test
    void aLongListOfAnUpstreamLeavesNoJobOut() {
        try (var rig = new ApiRig()) {
            for (int i = 0; i < 250; i++) {
                rig.job("job-" + i, "m");
            }
            assertThat(Pages.ids(rig, JOBS + "?upstream=gpu&limit=100"))
                    .hasSize(250)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void jobsAreFoundByEachFilter() {
        try (var rig = new ApiRig()) {
            rig.job("early", "m");
            rig.time.advance(Duration.ofMinutes(1));
            rig.job("late", "other/m");
            rig.post(JOBS + "/late/cancel", "");
            assertThat(Pages.ids(rig, JOBS + "?model=m")).containsExactly("early");
            assertThat(Pages.ids(rig, JOBS + "?model=other/m")).containsExactly("late");
            assertThat(Pages.ids(rig, JOBS + "?upstream=gpu")).containsExactly("late", "early");
            assertThat(Pages.ids(rig, JOBS + "?upstream=cpu")).isEmpty();
            assertThat(Pages.ids(rig, JOBS + "?shape=generation")).hasSize(2);
            assertThat(Pages.ids(rig, JOBS + "?state=waiting")).containsExactly("early");
            assertThat(Pages.ids(rig, JOBS + "?state=cancelled")).containsExactly("late");
            assertThat(Pages.ids(rig, JOBS + "?state=running")).isEmpty();
            assertThat(Pages.ids(rig, JOBS + "?from=2026-06-01T12:00:30Z")).containsExactly("late");
            assertThat(Pages.ids(rig, JOBS + "?to=2026-06-01T12:00:30Z")).containsExactly("early");
        }
    }

    @Test
    void aPageEndsEarlyRatherThanLookAtTooManyAndTheNextGoesOn() {
        try (var rig = new ApiRig()) {
            rig.job("rare", "rare");
            for (int i = 0; i < JobSearch.LOOKED_AT; i++) {
                rig.job("job-" + i, "m");
            }
            var first = rig.get(JOBS + "?model=rare");
            assertThat(first.json().path("data").size()).isZero();
            assertThat(first.json().path("next_cursor").isString()).isTrue();
            assertThat(Pages.ids(rig, JOBS + "?model=rare")).containsExactly("rare");
        }
    }

    @Test
    void wrongParametersAreNamed() {
        try (var rig = new ApiRig()) {
            for (String wrong :
                    List.of(
                            "state=done",
                            "shape=round",
                            "upstream=a b",
                            "from=now",
                            "to=then",
                            "cursor=x",
                            "limit=0",
                            "lane=x")) {
                var answer = rig.get(JOBS + "?" + wrong);
                assertThat(answer.status()).as(wrong).isEqualTo(400);
                assertThat(answer.faultyFields()).containsExactly(wrong.split("=")[0]);
            }
        }
    }

    @Test
    void aJobIsCancelledOnceAndForAll() {
        try (var rig = new ApiRig()) {
            rig.job("job-1", "m");
            var once = new Header("Idempotency-Key", "k");
            var first = rig.post(JOBS + "/job-1/cancel", "", once);
            assertThat(first.status()).isEqualTo(200);
            assertThat(first.text("state")).isEqualTo("cancelled");
            assertThat(rig.post(JOBS + "/job-1/cancel", "", once).bytes()).isEqualTo(first.bytes());
            assertThat(rig.post(JOBS + "/job-1/cancel", "").status()).isEqualTo(200);
        }
    }

    @Test
    void whatIsNoJobIsNotFound() {
        try (var rig = new ApiRig()) {
            for (String id : List.of(rig.event("a.b"), "nothing", "a b")) {
                assertThat(rig.get(JOBS + "/" + id).status()).isEqualTo(404);
                assertThat(rig.post(JOBS + "/" + id + "/cancel", "").status()).isEqualTo(404);
            }
        }
    }
}
