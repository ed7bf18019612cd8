package dev.ringback.server.functions.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Event;
import dev.ringback.server.functions.reading.StartedFunctions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which functions an event started, and why others did not start. */
final class StartedFunctionsTest {

    private final RunRig rig = new RunRig();
    private final StartedFunctions started =
            new StartedFunctions(
                    RunRig.withoutLists(rig.disk),
                    rig.running.kept(),
                    rig.functions,
                    rig.running.starts(),
                    rig.time);

    @AfterEach
    void close() {
        rig.close();
    }

    /** What is said of an event once it is decided. */
    private List<StartedFunctions.View> of(Event event) {
        rig.untilNothingIsWaiting();
        return started.of(event);
    }

    private StartedFunctions.View only(Event event) {
        List<StartedFunctions.View> views = of(event);
        assertThat(views).hasSize(1);
        return views.getFirst();
    }

    private String reason(Event event) {
        StartedFunctions.View view = only(event);
        assertThat(view.run()).isEmpty();
        return view.reason().orElseThrow();
    }

    @Test
    void aFunctionThatStartedHasItsRun() {
        rig.function("app-f", ",'triggers':[{'event':'a'}]", _ -> Says.returned("1"));

        StartedFunctions.View view = only(rig.send("a", "{}"));

        assertThat(view.function()).isEqualTo("app-f");
        assertThat(view.run()).contains(rig.run("app-f").run().id());
        assertThat(view.reason()).isEmpty();
    }

    @Test
    void aConditionThatIsNotTrueIsToldWithWhatItSaw() {
        rig.function(
                "app-f",
                ",'triggers':[{'event':'a','expression':'event.data.n > 3 &&"
                        + " event.data.s.startsWith(event.data.t)'}]",
                _ -> Says.returned("1"));

        assertThat(reason(rig.send("a", "{'n':2,'s':'long'}")))
                .isEqualTo(
                        "its condition is not true: event.data.n > 3 &&"
                                + " event.data.s.startsWith(event.data.t) (event.data.n is 2,"
                                + " event.data.s is \"long\", event.data.t is missing)");
    }

    @Test
    void anEventThatComesAgainIsToldWithTheRunOfTheFirst() {
        rig.function(
                "app-f",
                ",'triggers':[{'event':'a'}],'idempotency':'event.data.n'",
                _ -> Says.returned("1"));
        String first = only(rig.send("a", "{'n':1}")).run().orElseThrow();

        assertThat(reason(rig.send("a", "{'n':1}")))
                .isEqualTo(
                        "an event with the same idempotency key started it before: run " + first);
    }

    @Test
    void aFunctionThatCameLaterAndOneThatIsGoneAreToldApart() {
        rig.function(
                "app-f",
                ",'triggers':[{'event':'a','expression':'false'}]",
                _ -> Says.returned("1"));
        Event event = rig.send("a", "{}");
        assertThat(reason(event)).startsWith("its condition is not true: false");

        rig.functions.remove("app-f");
        rig.function("app-g", ",'triggers':[{'event':'a'}]", _ -> Says.returned("1"));

        assertThat(of(event))
                .extracting(view -> view.reason().orElse(""))
                .containsExactly(
                        "it is not registered any more",
                        "it was not registered when the event came");
        assertThat(of(rig.send("other", "{}"))).isEmpty();
    }
}
