package dev.ringback.server.functions.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.events.MadeBy;
import dev.ringback.server.functions.kept.LiveRun;
import dev.ringback.server.functions.runs.RunLimits;
import dev.ringback.server.functions.runs.RunState;
import dev.ringback.server.functions.sdk.OwnRequestBody;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs that apps begin by themselves. */
final class OwnRequestsTest {

    private static final String RUN = "01M8QA9X7FSHM6SAJWYSMGW3ZZ";
    private static final String ROUTE = "endpoints-app-get-f";
    private static final String ONE = "{'op':'StepRun','id':'one','displayName':'one','data':1}";

    private final RunRig rig = new RunRig();

    @AfterEach
    void close() {
        rig.close();
    }

    private RunSteering.Result told(String ops) {
        return rig.running.steering().tell(RunRig.PROJECT, body(ops));
    }

    private RunSteering.Result begun(String ops) {
        rig.function(
                ROUTE,
                "",
                _ -> Says.ops("[{'op':'RunComplete','id':'complete','data':'by the server'}]"));
        return rig.running
                .steering()
                .begin(
                        rig.functions.find(RunRig.PROJECT, ROUTE).orElseThrow(),
                        body(ops),
                        MadeBy.SERVER);
    }

    private OwnRequestBody body(String ops) {
        String text =
                """
                {'run_id':'%s','request_version':2,'retries':1,'steps':[%s],'event':{
                  'name':'inngest/http.request',
                  'data':{'domain':'http://app','path':'/%s','method':'GET'}}}
                """
                        .formatted(RUN, ops, ROUTE)
                        .replace('\'', '"');
        return ((OwnRequestBody.Read.Good)
                        OwnRequestBody.first(
                                text.getBytes(StandardCharsets.UTF_8),
                                rig.now(),
                                _ -> Optional.empty()))
                .body();
    }

    private LiveRun run() {
        return rig.running.runs().find(RunRig.PROJECT, RUN).orElseThrow();
    }

    @Test
    void aRunIsWhatTheAppTellsOfItUntilItsRequestReturns() {
        assertThat(begun(ONE)).isInstanceOf(RunSteering.Result.Done.class);
        assertThat(run().state().status()).isEqualTo(RunState.Status.RUNNING);
        assertThat(run().state().waitsFor().getFirst()).contains("the app's own request goes on");

        told("{'op':'StepRun','id':'two','displayName':'two','data':2}");
        told("{'op':'RunComplete','id':'complete','data':'by itself'}");

        assertThat(rig.end(ROUTE)).isEqualTo("completed \"by itself\"");
        assertThat(rig.runs().getFirst().run().id()).isEqualTo(RUN);
        assertThat(run().state().stack()).hasSize(2);
        rig.untilNothingIsWaiting();
        assertThat(rig.asked).isEmpty();
    }

    @Test
    void whatIsToldAgainAsTheAnswerWasLostIsToldOnce() {
        begun(ONE);

        assertThat(begun(ONE)).isNotInstanceOf(RunSteering.Result.Unavailable.class);
        told(ONE);

        assertThat(rig.runs()).hasSize(1);
        assertThat(run().state().stack()).hasSize(1);
    }

    @Test
    void theServerGoesOnWhenTheAppTellsNothingMore() {
        begun(ONE);
        rig.time.advance(RunLimits.HELD.minusSeconds(1));
        assertThat(rig.asked).isEmpty();
        told("{'op':'StepRun','id':'two','displayName':'two','data':2}");

        rig.time.advance(RunLimits.HELD.minusSeconds(1));
        assertThat(run().state().heldUntil()).isPresent();

        rig.time.advance(Duration.ofSeconds(2));
        rig.untilAllHaveEnded(1);

        assertThat(rig.end(ROUTE)).isEqualTo("completed \"by the server\"");
        assertThat(rig.asked).hasSize(1);
        assertThat(run().state().stack()).hasSize(2);
    }

    @Test
    void aRestartOfTheServerLosesNeitherTheRunNorWhenTheServerGoesOn() {
        begun(ONE);

        rig.restart();
        rig.time.advance(RunLimits.HELD.plusSeconds(1));
        rig.untilAllHaveEnded(1);

        assertThat(rig.end(ROUTE)).isEqualTo("completed \"by the server\"");
    }

    @Test
    void whatTheRequestCannotDoByItselfTheServerDoesAndAsksTheApp() {
        begun(ONE + ",{'op':'Sleep','id':'nap','name':'2s'}");
        assertThat(run().state().heldUntil()).isEmpty();

        rig.untilAllHaveEnded(1);

        assertThat(rig.end(ROUTE)).isEqualTo("completed \"by the server\"");
    }

    @Test
    void aStepThatThrewIsTriedAgainByTheServer() {
        begun("{'op':'StepError','id':'one','error':{'name':'E','message':'m'}}");

        rig.untilAllHaveEnded(1);

        assertThat(rig.end(ROUTE)).isEqualTo("completed \"by the server\"");
        assertThat(rig.asked).hasSize(1);
    }

    @Test
    void aHandlerThatThrewForGoodEndsTheRun() {
        String id = StepId.of("complete").hash();
        begun("{'op':'StepFailed','id':'" + id + "','error':{'name':'E','message':'out'}}");

        assertThat(rig.end(ROUTE)).contains("\"message\":\"out\"");
        rig.untilNothingIsWaiting();
        assertThat(rig.asked).isEmpty();
    }

    @Test
    void aRunThatIsCancelledIsNotGoneOnWith() {
        begun(ONE);
        rig.cancel(run());

        assertThat(told("{'op':'StepRun','id':'two','data':2}"))
                .isInstanceOf(RunSteering.Result.Late.class);
        assertThat(rig.end(ROUTE)).isEqualTo("cancelled by hand");
        rig.untilNothingIsWaiting();
        assertThat(rig.asked).isEmpty();
    }

    @Test
    void itsNameIsForgottenWithIt() {
        begun("{'op':'RunComplete','id':'complete','data':1}");
        assertThat(rig.documents("run_name")).hasSize(1);

        rig.time.advance(Duration.ofDays(2));
        rig.running.prune(RunRig.PROJECT, rig.now());

        assertThat(rig.runs()).isEmpty();
        assertThat(rig.documents("run_name")).isEmpty();
    }
}
