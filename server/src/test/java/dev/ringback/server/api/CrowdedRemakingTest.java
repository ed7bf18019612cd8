package dev.ringback.server.api;

import static dev.ringback.server.api.Replaying.PATH;
import static dev.ringback.server.api.Replaying.started;
import static dev.ringback.server.api.Replaying.state;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Arrived;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.endpoints.EndpointDraft;
import dev.ringback.server.events.ArrivedRequest;
import dev.ringback.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Events that are made anew where a project has much that is still being fanned out. */
class CrowdedRemakingTest {

    private static final int RECEIVERS = 1_001;

    private static String received(ApiRig rig, String source) {
        var arrived =
                new ArrivedRequest(
                        "POST",
                        "",
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        long sequence = rig.ids.next();
        var event =
                new Event(
                                sequence,
                                ProjectId.DEFAULT,
                                EventId.of(sequence),
                                "old",
                                "",
                                rig.time.now(),
                                rig.time.now(),
                                Event.JSON,
                                Payload.of("{\"n\":7}"))
                        .from(
                                new Arrived(
                                        source, "", OptionalLong.empty(), false, arrived.write()));
        rig.store.commit(List.of(Change.accept(List.of(event), List.of())));
        return event.id().value();
    }

    @Test
    void aReplayWaitsUntilThereIsRoomForMore() {
        try (var rig = new ApiRig()) {
            String source =
                    rig.post(
                                    "/api/v1/sources",
                                    "{\"provider\":\"custom\",\"scheme\":{\"family\":\"none\"},"
                                            + "\"transform\":\"function transform(e) { return"
                                            + " {name: 'new', data: e} }\"}")
                            .text("id");
            String old = received(rig, source);
            for (int i = 0; i < RECEIVERS; i++) {
                rig.endpoints.applied(EndpointDraft.of("ep_%04d".formatted(i)).make());
            }
            var asked = new AtomicInteger();
            rig.crowded = _ -> asked.incrementAndGet() > 0;
            String id =
                    started(
                            rig,
                            "{\"transform\":1,\"filter\":{\"source\":\"%s\"}}".formatted(source));
            Eventually.until(
                    "it was refused, and tried again",
                    () -> {
                        rig.time.advance(Duration.ofSeconds(1));
                        return asked.get() > 1;
                    });
            assertThat(rig.get(PATH + "/" + id).json().path("created").intValue()).isZero();
            assertThat(rig.store.event(ProjectId.DEFAULT, anew(old))).isEmpty();

            rig.crowded = _ -> false;
            Eventually.until(
                    "the replay goes on after its pause",
                    () -> {
                        rig.time.advance(Duration.ofSeconds(1));
                        return state(rig, id).equals("done");
                    });
            assertThat(rig.get(PATH + "/" + id).json().path("created").intValue()).isOne();
            assertThat(rig.store.event(ProjectId.DEFAULT, anew(old)).orElseThrow().payload().text())
                    .isEqualTo("{\"n\":7}");
        }
    }

    private static EventId anew(String old) {
        return new EventId("anew:" + old + ":1:0");
    }
}
