package dev.ringback.server.api;

import static dev.ringback.server.api.Replaying.assertOnceEach;
import static dev.ringback.server.api.Replaying.awaitState;
import static dev.ringback.server.api.Replaying.made;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Arrived;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.model.StateName;
import dev.ringback.server.events.FanOut;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Which events an endpoint has missed, and in which pages they are sent. */
class RecoverTest {

    private static int counted(ApiRig rig, String endpoint, Instant since) {
        var answer =
                rig.post(
                        "/api/v1/endpoints/" + endpoint + "/recover",
                        "{\"since\":\"%s\",\"dry_run\":true}".formatted(since));
        return answer.json().path("matched").intValue();
    }

    private static String recovered(ApiRig rig, String endpoint) {
        var answer =
                rig.post(
                        "/api/v1/endpoints/" + endpoint + "/recover",
                        "{\"since\":\"2020-01-01T00:00:00Z\"}");
        assertThat(answer.status()).as(answer.bytes().text()).isEqualTo(202);
        awaitState(rig, answer.text("id"), "done");
        return answer.text("id");
    }

    @Test
    void whatIsOlderThanAskedForIsLeftOut() {
        try (var rig = new ApiRig()) {
            String _ = rig.event("a.b");
            rig.time.advance(Duration.ofMinutes(1));
            Instant since = rig.time.now();
            String _ = rig.event("a.b");
            String endpoint = rig.endpoint("");

            assertThat(counted(rig, endpoint, since)).isEqualTo(1);
            assertThat(counted(rig, endpoint, since.minusSeconds(60))).isEqualTo(2);
        }
    }

    @Test
    void moreThanAPageComesOnceEach() {
        try (var rig = new ApiRig()) {
            for (int i = 0; i < 450; i++) {
                accepted(rig, i % 10 == 0 ? "other" : "a.b", "", false, OptionalLong.empty());
            }
            String endpoint = rig.endpoint(",\"event_types\":[\"a.*\",\"c\"]");
            String id = recovered(rig, endpoint);

            var shown = rig.get(Replaying.PATH + "/" + id).json();
            assertThat(shown.path("matched").intValue()).isEqualTo(405);
            assertThat(shown.path("created").intValue()).isEqualTo(405);
            assertThat(rig.deliveries(1000)).hasSize(405);
            assertThat(rig.deliveries(1000))
                    .extracting(call -> call.event())
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void whatIsOnItsWayToItIsNotSentTwice() {
        try (var rig = new ApiRig()) {
            String endpoint = rig.endpoint("");
            for (String reached : List.of("", "zzzzzzzzzz")) {
                long event = accepted(rig, "a.b", "", false, OptionalLong.empty());
                rig.store.commit(
                        List.of(
                                Change.put(
                                        Document.create(
                                                FanOut.KIND,
                                                ProjectId.DEFAULT,
                                                Sequence.text("", event),
                                                Payload.of(reached)))));
            }
            assertOnceEach(rig, recovered(rig, endpoint), 1);
        }
    }

    @Test
    void whatRepeatsOrIsSupersededIsLeftToThoseWhoAskForIt() {
        try (var rig = new ApiRig()) {
            long first = accepted(rig, "a.b", "s", true, OptionalLong.empty());
            accepted(rig, "a.b", "s", false, OptionalLong.of(first));

            assertThat(counted(rig, rig.endpoint(""), Instant.EPOCH)).isEqualTo(1);
            String newest = rig.endpoint(",\"skip_superseded\":true");
            assertThat(counted(rig, newest, Instant.EPOCH)).isZero();
        }
    }

    @Test
    void itGetsThemInTheOrderThatItAsksFor() {
        try (var rig = new ApiRig()) {
            rig.post("/api/v1/events", "{\"type\":\"a.b\",\"subject\":\"order-1\",\"data\":{}}");
            String endpoint = rig.endpoint(",\"ordering\":\"subject\"");

            assertThat(made(rig, recovered(rig, endpoint)).getFirst().series()).isPresent();
        }
    }

    @Test
    void whatBecameOfJobsIsSentOnlyWhereItWasToGo() {
        try (var rig = new ApiRig()) {
            rig.receiver.answers(400);
            String named = rig.endpoint("");
            accepted(rig, "generation.completed", "", false, OptionalLong.empty());
            rig.post("/api/v1/endpoints/" + named + "/test", "");
            rig.awaitCount(StateName.DEAD, 1);

            assertThat(counted(rig, named, Instant.EPOCH)).isEqualTo(1);
            assertThat(counted(rig, rig.endpoint(""), Instant.EPOCH)).isZero();
        }
    }

    /** An event that nobody was told of. */
    private static long accepted(
            ApiRig rig, String type, String subject, boolean superseded, OptionalLong first) {
        long sequence = rig.ids.next();
        var event =
                new Event(
                        sequence,
                        ProjectId.DEFAULT,
                        EventId.of(sequence),
                        type,
                        subject,
                        rig.time.now(),
                        rig.time.now(),
                        Event.JSON,
                        Payload.of("{}"));
        boolean came = superseded || first.isPresent();
        rig.store.commit(
                List.of(
                        Change.accept(
                                List.of(
                                        came
                                                ? event.from(
                                                        new Arrived(
                                                                "src",
                                                                "key",
                                                                first,
                                                                superseded,
                                                                Payload.EMPTY))
                                                : event),
                                List.of())));
        return sequence;
    }
}
