package dev.ringback.server.functions.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.functions.apps.AppSigning;
import dev.ringback.server.functions.events.Ulid;
import dev.ringback.server.functions.running.AskedRoutes.Answer;
import dev.ringback.server.functions.sdk.SdkCall;
import dev.ringback.server.functions.wire.SdkGuard;
import dev.ringback.server.functions.wire.SdkSurface;
import dev.ringback.server.functions.wire.UnderwayRoutes;
import dev.ringback.testkit.Eventually;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What apps say and ask while they work on a run. */
final class UnderwayRoutesTest {

    private final RunRig rig = new RunRig();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AskedRoutes server = routes(true);

    private AskedRoutes routes(boolean dev) {
        var signing = new AppSigning(dev, Optional.empty(), Optional.empty());
        var surface = new SdkSurface(new SdkGuard(signing, AskedRoutes.guard(rig)), signing);
        return new AskedRoutes(
                new UnderwayRoutes(surface, rig.running.steering(), rig.running.runs(), rig.time)
                        .routes());
    }

    @AfterEach
    void close() {
        goOn.countDown();
        rig.close();
    }

    /** The id of a run whose app has been asked and has not answered. */
    private String underway() {
        rig.function(
                "app-f",
                ",'triggers':[{'event':'a'}]",
                body -> {
                    asked.countDown();
                    Eventually.open("the app may go on", goOn);
                    return Says.returned("'" + body.text("/steps/one/data").orElse("?") + "'");
                });
        rig.send("a", "{'n':5}");
        Eventually.open("the app is asked", asked);
        return rig.run("app-f").run().id();
    }

    private static String checkpoint(String run, int generation, String ops) {
        return "{'run_id':'%s','fn_id':'f','qi_id':'%s','request_id':'r','generation_id':%d,'steps':%s,'ts':1}"
                .formatted(run, SdkCall.queueItem(run + ".1"), generation, ops);
    }

    private Answer told(String run, int generation, String ops) {
        return server.post("/v1/checkpoint/" + run + "/async", checkpoint(run, generation, ops));
    }

    private static final String ONE =
            "[{'op':'StepRun','id':'one','displayName':'One','data':'done'}]";

    @Test
    void aStepThatIsToldIsKeptAndFetched() {
        String run = underway();

        Answer answer = told(run, 1, ONE);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEmpty();
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("x-inngest-server-kind")).isEqualTo("dev");
        assertThat(server.get("/v0/runs/" + run + "/actions").text())
                .isEqualTo("{\"one\":{\"data\":\"done\"}}");
        assertThat(server.get("/v0/runs/" + run + "/batch").text())
                .startsWith("[{\"data\":{\"n\":5},\"id\":")
                .doesNotContain("user");
    }

    @Test
    void theSameIsAnsweredWhenItComesAgain() {
        String run = underway();

        assertThat(told(run, 1, ONE).status()).isEqualTo(200);
        assertThat(told(run, 1, ONE).status()).isEqualTo(200);
    }

    @Test
    void whoeverIsNotTheRunsAnyMoreIsToldSo() {
        String run = underway();

        assertThat(told(run, 2, ONE).status()).isEqualTo(409);
        assertThat(told(run, 2, ONE).text()).contains("\"status\":409");

        rig.cancel(rig.run("app-f"));

        assertThat(told(run, 1, ONE).status()).isEqualTo(409);
    }

    @Test
    void aRunThatIsNotKnownIsSaidAsSdksExpectIt() {
        String unknown = Ulid.of(77L << 30);

        assertThat(told(unknown, 1, ONE).status()).isEqualTo(400);
        assertThat(told(unknown, 1, ONE).text())
                .isEqualTo(
                        "{\"data\":{\"run_id\":\"%s\"},\"error\":\"run not found in state store\",\"status\":400}"
                                .formatted(unknown));
        assertThat(told("nonsense", 1, ONE).status()).isEqualTo(400);
        assertThat(server.get("/v0/runs/" + unknown + "/batch").status()).isEqualTo(404);
        assertThat(server.get("/v0/runs/x/actions").status()).isEqualTo(404);
    }

    @Test
    void aBodyThatIsNoCheckpointIsRefusedInWords() {
        String run = underway();
        String path = "/v1/checkpoint/" + run + "/async";

        assertThat(server.post(path, "{").status()).isEqualTo(400);
        assertThat(server.post(path, "{'steps':7}").text()).contains("the body is no checkpoint");
        assertThat(server.post(path, checkpoint("other", 1, ONE)).text()).contains("run_id");
        assertThat(told(run, 1, "[{'op':'Sleep','id':'s','name':'1s'}]").status()).isEqualTo(400);
    }

    @Test
    void aStepThatIsTooLargeIsRefused() {
        String run = underway();
        String large = "x".repeat((4 << 20) + 1);

        Answer answer = told(run, 1, ONE.replace("done", large));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text()).contains("One").contains("4194304");
    }

    @Test
    void inProductionAKeyIsNeeded() {
        assertThat(routes(false).get("/v0/runs/x/actions").status()).isEqualTo(401);
        assertThat(routes(false).post("/v1/checkpoint/x/async", "{}").status()).isEqualTo(401);
    }
}
