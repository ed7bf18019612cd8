package dev.ringback.server.functions.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.functions.apps.AppSigning;
import dev.ringback.server.functions.events.Ulid;
import dev.ringback.server.functions.kept.KeptRuns;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.reading.RunReading;
import dev.ringback.server.functions.running.AskedRoutes.Answer;
import dev.ringback.server.functions.wire.RunRoutes;
import dev.ringback.server.functions.wire.SdkGuard;
import dev.ringback.server.functions.wire.SdkSurface;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs as users of SDKs ask for them. */
final class RunRoutesTest {

    private static final String ON_A = ",'triggers':[{'event':'a'}]";

    private final RunRig rig = new RunRig();
    private final AskedRoutes server = routes(rig.disk);

    private AskedRoutes routes(Store store) {
        var signing = new AppSigning(true, Optional.empty(), Optional.empty());
        var surface = new SdkSurface(new SdkGuard(signing, AskedRoutes.guard(rig)), signing);
        KeptRuns kept = rig.running.kept();
        return new AskedRoutes(
                new RunRoutes(
                                surface,
                                new RunRoutes.Ports(
                                        store,
                                        new RunReading(
                                                store, kept, rig.running.runs(), rig::activity),
                                        rig.running.steering(),
                                        rig.time))
                        .routes());
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private String waiting(String op) {
        rig.function(
                "app-f",
                ON_A,
                body ->
                        body.at("/steps/w").isPresent()
                                ? Says.returned(body.text("/steps/w/data/data").orElse("null"))
                                : Says.ops(op));
        rig.send("a", "{}");
        rig.until(
                "it waits",
                () -> rig.runs().stream().anyMatch(run -> !run.state().open().isEmpty()));
        return rig.run("app-f").run().id();
    }

    @Test
    void aRunThatReturnedIsShownWithWhatItReturned() {
        rig.function("app-f", ON_A, _ -> Says.returned("{'a':1}"));
        Event event = rig.send("a", "{}");
        rig.untilAllHaveEnded(1);
        Run run = rig.run("app-f").run();

        String shown = server.get("/v1/runs/" + run.id()).text();

        assertThat(shown)
                .contains("\"output\":{\"a\":1}")
                .contains("\"status\":\"Completed\"")
                .contains("\"run_id\":\"" + run.id())
                .contains("\"function_id\":\"" + run.function())
                .contains("\"event_id\":\"" + Ulid.of(event.sequence()))
                .contains("\"ended_at\":\"")
                .contains("\"fetched_at\"");
        assertThat(server.get("/v1/events/" + Ulid.of(event.sequence()) + "/runs").text())
                .startsWith("{\"data\":[{")
                .contains("\"output\":{\"a\":1}");
        assertThat(server.get("/v1/events/" + event.id().value() + "/runs").text())
                .contains(run.id());
    }

    @Test
    void aRunThatIsMadeOnceMoreNamesTheOneThatItRepeats() {
        rig.function("app-f", ON_A, _ -> Says.returned("1"));
        rig.send("a", "{}");
        rig.untilAllHaveEnded(1);
        Run run = rig.run("app-f").run();

        String again = rig.repeat(rig.running.repeats().whole(run, rig.now()));
        rig.untilAllHaveEnded(2);

        assertThat(server.get("/v1/runs/" + run.id()).text()).contains("\"original_run_id\":null");
        assertThat(server.get("/v1/runs/" + again).text())
                .contains("\"original_run_id\":\"" + run.id());
    }

    @Test
    void aRunThatFailedIsShownWithItsError() {
        rig.function(
                "app-f",
                ON_A,
                _ ->
                        new Says(
                                400,
                                "{\"name\":\"E\",\"message\":\"no\"}",
                                Map.of("x-inngest-no-retry", "true")));
        rig.send("a", "{}");
        rig.untilAllHaveEnded(1);

        assertThat(server.get("/v1/runs/" + rig.run("app-f").run().id()).text())
                .contains("\"status\":\"Failed\"")
                .contains("\"message\":\"no\"");
    }

    @Test
    void aRunThatSleepsIsRunningAndItsJobSaysUntilWhen() {
        String run = waiting("[{'op':'Sleep','id':'w','name':'10d'}]");

        assertThat(server.get("/v1/runs/" + run).text())
                .contains("\"status\":\"Running\"")
                .contains("\"ended_at\":null")
                .contains("\"output\":null");
        assertThat(server.get("/v1/runs/" + run + "/jobs").text())
                .contains("\"kind\":\"sleep\"")
                .contains("\"JobID\":\"" + run + ".w\"");
    }

    @Test
    void aRunIsCancelledAndCancellingItAgainIsAsGood() {
        String run = waiting("[{'op':'Sleep','id':'w','name':'10d'}]");

        Answer answer = server.delete("/v1/runs/" + run);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEmpty();
        assertThat(server.get("/v1/runs/" + run).text())
                .contains("\"status\":\"Cancelled\"")
                .contains("\"output\":{}");
        assertThat(server.delete("/v1/runs/" + run).status()).isEqualTo(200);
    }

    @Test
    void whatIsNotThereIsSaidWithTheStatus() {
        String unknown = Ulid.of(77L << 30);

        for (String path : new String[] {"/v1/runs/" + unknown, "/v1/runs/x", "/v1/runs/x/jobs"}) {
            assertThat(server.get(path).status()).isEqualTo(404);
            assertThat(server.get(path).text()).contains("\"status\":404");
        }
        assertThat(server.delete("/v1/runs/" + unknown).status()).isEqualTo(404);
        assertThat(server.get("/v1/events/x/runs").status()).isEqualTo(404);
    }

    @Test
    void whoLooksAtOneEventDoesNotWaitAmongThoseWhoSearch() {
        rig.function("app-f", ON_A, _ -> Says.returned("1"));
        Event event = rig.send("a", "{}");
        rig.untilAllHaveEnded(1);

        AskedRoutes busy = routes(RunRig.withoutLists(rig.disk));

        assertThat(busy.get("/v1/events/" + Ulid.of(event.sequence()) + "/runs").text())
                .contains(rig.run("app-f").run().id());
    }

    @Test
    void anEventThatStartedNothingHasNoRuns() {
        Event event = rig.send("other", "{}");

        assertThat(server.get("/v1/events/" + Ulid.of(event.sequence()) + "/runs").text())
                .startsWith("{\"data\":[],");
    }

    @Test
    void aSignalGoesToTheRunThatWaitsForIt() {
        String run =
                waiting(
                        "[{'op':'WaitForSignal','id':'w','opts':{'signal':'s','timeout':'1d','conflict':'fail'}}]");

        assertThat(server.post("/v1/signals", "{'signal':'other','data':1}").text())
                .isEqualTo("{\"data\":null,\"error\":\"No signal found\",\"status\":404}");
        Answer answer = server.post("/v1/signals", "{'signal':'s','data':7}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("{\"data\":{\"run_id\":\"" + run + "\"}}");
        rig.untilAllHaveEnded(1);
        assertThat(rig.end("app-f")).isEqualTo("completed 7");
    }

    @Test
    void aSignalWithoutItsNameIsRefused() {
        assertThat(server.post("/v1/signals", "{'data':1}").status()).isEqualTo(400);
        assertThat(server.post("/v1/signals", "{").status()).isEqualTo(400);
        assertThat(server.post("/v1/signals", "{'data':1}").text()).contains("signal");
    }
}
