package dev.ringback.server.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.RunEnd;
import dev.ringback.server.functions.events.RunFacts;
import dev.ringback.server.functions.events.SystemEvents;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The shapes are those that functions were seen to get. */
final class SystemEventsTest {

    private static final Instant AT = Instant.ofEpochMilli(1_795_971_391_068L);
    private static final String RUN = "01M8M3S30BJ068HPZMJEAGHFSM";

    private static CanonicalJson json(String text) {
        return CanonicalJson.read(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    private static FunctionEvent event(String name) {
        return new FunctionEvent(
                "01M8M3S2E5B9ND20EVHXGZF51K",
                name,
                Optional.empty(),
                json("{\"u\":\"x\"}"),
                Optional.empty(),
                Instant.ofEpochMilli(1_795_971_385_797L),
                Optional.empty(),
                Optional.empty());
    }

    private static RunFacts run(String trigger) {
        return new RunFacts(RUN, "nocp-plain", List.of(event(trigger)), Optional.empty());
    }

    private static List<FunctionEvent> ofEnd(RunEnd end) {
        return SystemEvents.ofEnd(run("nocp/plain"), end, "01M8M3S7JW8JGT8PJ698XECK0S", AT);
    }

    private static List<String> names(List<FunctionEvent> events) {
        return events.stream().map(FunctionEvent::name).toList();
    }

    @Test
    void aRunThatReturnedIsFinished() {
        List<FunctionEvent> events = ofEnd(new RunEnd.Completed(json("{\"hello\":{\"u\":\"x\"}}")));

        assertThat(events).hasSize(1);
        assertThat(events.getFirst().asSent())
                .hasToString(
                        "{\"data\":{\"_inngest\":{\"status\":\"Completed\"},\"event\":{\"data\":{\"u\":\"x\"},"
                                + "\"id\":\"01M8M3S2E5B9ND20EVHXGZF51K\",\"name\":\"nocp/plain\","
                                + "\"ts\":1795971385797,\"user\":{}},\"events\":[{\"data\":{\"u\":\"x\"},"
                                + "\"id\":\"01M8M3S2E5B9ND20EVHXGZF51K\",\"name\":\"nocp/plain\","
                                + "\"ts\":1795971385797}],\"function_id\":\"nocp-plain\","
                                + "\"result\":{\"hello\":{\"u\":\"x\"}},\"run_id\":\""
                                + RUN
                                + "\"},"
                                + "\"id\":\"01M8M3S7JW8JGT8PJ698XECK0S\","
                                + "\"name\":\"inngest/function.finished\","
                                + "\"ts\":1795971391068,\"user\":{}}");
    }

    @Test
    void aRunThatFailedIsTellsBothItsErrorAndWhatTheAppAnswered() {
        List<FunctionEvent> events =
                ofEnd(
                        new RunEnd.Failed(
                                json("{\"__serialized\":true,\"name\":\"Error\"}"),
                                json("{\"error\":\"NonRetriableError\",\"name\":\"Error\"}"),
                                "it threw"));

        assertThat(names(events)).containsExactly(SystemEvents.FINISHED, SystemEvents.FAILED);
        assertThat(events.getLast().shownId()).isEqualTo(RUN);
        assertThat(events.getLast().data()).isEqualTo(events.getFirst().data());
        assertThat(events.getLast().data().toString())
                .contains("\"error\":{\"error\":\"NonRetriableError\",\"name\":\"Error\"}")
                .contains("\"result\":{\"__serialized\":true,\"name\":\"Error\"}")
                .contains("{\"status\":\"Failed\"}");
    }

    @Test
    void aRunThatWasCancelledDidNotFail() {
        List<FunctionEvent> events = ofEnd(new RunEnd.Cancelled("by hand"));

        assertThat(names(events)).containsExactly(SystemEvents.FINISHED, SystemEvents.CANCELLED);
        assertThat(events.getFirst().data().parsed().members())
                .doesNotContainKeys("error", "result");
    }

    @Test
    void theEndOfARunThatIsAboutAnEndIsNotTold() {
        for (String trigger :
                List.of(SystemEvents.FAILED, SystemEvents.FINISHED, SystemEvents.CANCELLED)) {
            assertThat(
                            SystemEvents.ofEnd(
                                    run(trigger),
                                    new RunEnd.Completed(CanonicalJson.NULL),
                                    "i",
                                    AT))
                    .isEmpty();
        }
    }

    @Test
    void aCalledFunctionSeesWhoCalledIt() {
        FunctionEvent event =
                SystemEvents.ofInvocation(
                        new SystemEvents.Invocation(
                                RUN,
                                "7a85f476",
                                "ok",
                                "nocp-child",
                                json("{\"k\":1}"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Instant.ofEpochMilli(1_827_507_525_535L)),
                        "id",
                        AT);

        assertThat(event.name()).isEqualTo("inngest/function.invoked");
        assertThat(event.data())
                .isEqualTo(
                        json(
                                "{\"_inngest\":{\"correlation_id\":\""
                                        + RUN
                                        + ".7a85f476\","
                                        + "\"expire\":1827507525535,\"fn_id\":\"nocp-child\",\"name\":\"ok\"},\"k\":1}"));
    }

    @Test
    void aTimeOfAScheduleIsCalledByItself() {
        Instant time = Instant.parse("2026-11-29T17:01:00Z");
        FunctionEvent event = SystemEvents.ofSchedule("* * * * *", time, time, "id");

        assertThat(event.asSent())
                .hasToString(
                        "{\"data\":{\"cron\":\"* * * * *\",\"fireAt\":\"2026-11-29T17:01:00Z\","
                                + "\"scheduledAt\":\"2026-11-29T17:01:00Z\"},\"id\":\"2026-11-29T17:01:00Z\","
                                + "\"name\":\"inngest/scheduled.timer\",\"ts\":1795971660000,\"user\":{}}");
        assertThat(SystemEvents.ofSchedule("* * * * *", time, time.plusSeconds(7), "id").data())
                .isNotEqualTo(event.data())
                .isNotEqualTo(json(Map.of().toString()));
    }
}
