package dev.ringback.server.functions.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.endpoints.Samples;
import dev.ringback.server.functions.cancelling.CancelStep;
import dev.ringback.server.functions.cancelling.Cancellation;
import dev.ringback.server.functions.cancelling.Cancelling;
import dev.ringback.server.functions.reading.RunSearch;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many runs that are cancelled at once, page by page. */
final class CancellingTest {

    private static final int RUNS = 120;

    private final RunRig rig = new RunRig();
    private final Cancelling cancelling =
            new Cancelling(
                    rig.ground,
                    new CancelStep(
                            new RunSearch(rig.disk, rig.running.kept()),
                            rig.running.runs(),
                            new RunExpressions(Samples.filters()),
                            rig.running.steering(),
                            rig.time));

    @AfterEach
    void close() {
        cancelling.close();
        rig.close();
    }

    private void sleepers() {
        rig.function(
                "app-f",
                ",'triggers':[{'event':'a'}]",
                _ -> Says.ops("[{'op':'Sleep','id':'w','name':'10d'}]"));
        for (int i = 0; i < RUNS; i++) {
            rig.send("a", "{'n':" + i + "}");
        }
        rig.until(
                "all sleep",
                () ->
                        rig.runs().stream().filter(run -> !run.state().open().isEmpty()).count()
                                == RUNS);
    }

    private Cancellation begin(Optional<String> condition) {
        var wanted =
                new Cancellation.Wanted(
                        "app-f", "app", Optional.empty(), rig.now().plusSeconds(1), condition);
        return switch (cancelling.begin(RunRig.PROJECT, wanted)) {
            case Cancelling.Asked.Begun(Cancellation begun) -> begun;
            case Cancelling.Asked other -> throw new AssertionError(other.toString());
        };
    }

    private boolean isOver() {
        return cancelling.all(RunRig.PROJECT).getFirst().over();
    }

    private long cancelled() {
        return rig.runs().stream().filter(run -> run.run().hasEnded()).count();
    }

    @Test
    void whatAnEarlierProcessLeftGoesOn() {
        sleepers();
        begin(Optional.empty());
        assertThat(cancelled()).as("nobody works on it yet").isZero();

        cancelling.start();
        rig.until("it is over", this::isOver);

        assertThat(cancelled()).isEqualTo(RUNS);
        assertThat(cancelling.all(RunRig.PROJECT).getFirst().cancelled()).isEqualTo(RUNS);
    }

    @Test
    void onlyRunsWhoseEventFitsAreCancelled() {
        sleepers();
        cancelling.start();
        begin(Optional.of("event.data.n < 10"));
        rig.until("it is over", this::isOver);

        assertThat(cancelled()).isEqualTo(10);
    }

    @Test
    void oneThatIsForgottenCancelsNothing() {
        sleepers();
        Cancellation begun = begin(Optional.empty());

        assertThat(cancelling.end(RunRig.PROJECT, begun.id())).isPresent();
        cancelling.start();

        assertThat(cancelling.all(RunRig.PROJECT)).isEmpty();
        assertThat(cancelling.end(RunRig.PROJECT, begun.id())).isEmpty();
        assertThat(cancelled()).isZero();
    }
}
