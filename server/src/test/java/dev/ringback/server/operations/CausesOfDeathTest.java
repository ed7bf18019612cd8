package dev.ringback.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.policy.RetryPolicy;
import dev.ringback.kernel.policy.RetrySchedule;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.store.Samples;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a delivery died of, as the last attempt and the reason tell. */
class CausesOfDeathTest {

    private static final Instant NOW = Samples.START;

    private final MemoryStore store = new MemoryStore();
    private final Samples samples = new Samples();

    private static Reply.Answered answered(int status) {
        return new Reply.Answered(status, List.of(), Payload.EMPTY, false, Timing.NONE);
    }

    private static Reply.Faulted faulted(WireFault fault, String detail) {
        return new Reply.Faulted(fault, detail, Timing.NONE);
    }

    /** The reason for which a call is given up after so many attempts. */
    private static String reason(Reply reply, int attempts) {
        var policy = new RetryPolicy(new RetrySchedule(List.of(), 0), false);
        return ((Outcome.Refused) policy.judge(reply, attempts, NOW, 0)).reason();
    }

    private String died(Optional<Reply> last, String reason) {
        Event event = samples.event();
        Call call = samples.call(event);
        Optional<Attempt> attempt =
                last.map(
                        reply -> Attempt.of(1, NOW, List.of(), reply, new Outcome.Refused(reason)));
        var settle =
                new Change.Settle(
                        call,
                        attempt,
                        new CallState.Dead(NOW, reason),
                        attempt.isPresent() ? 1 : 0);
        store.commit(List.of(Change.accept(List.of(event), List.of(call)), Change.settle(settle)));
        return new DeadCauses(store).of(settle.after());
    }

    private String diedOf(Reply reply) {
        return died(Optional.of(reply), reason(reply, 8));
    }

    @Test
    void anAnswerIsNamedByItsStatus() {
        assertThat(diedOf(answered(503))).isEqualTo("http_503");
        assertThat(diedOf(answered(410))).isEqualTo("http_410");
        assertThat(diedOf(answered(302))).isEqualTo("http_302");
    }

    @Test
    void whatDidNotAnswerIsNamedByTheFault() {
        assertThat(diedOf(faulted(WireFault.TIMEOUT, "no answer within 30 s")))
                .isEqualTo("timeout");
        assertThat(diedOf(faulted(WireFault.ADDRESS_REFUSED, "10.0.0.1 is private")))
                .isEqualTo("address_refused");
    }

    @Test
    void whatWasGivenUpWithoutAskingIsNotBlamedOnTheLastAttempt() {
        assertThat(died(Optional.empty(), "its endpoint is gone")).isEqualTo(DeadCauses.GIVEN_UP);
        Event event = samples.event();
        Call call = samples.call(event);
        var retried =
                new Change.Settle(
                        call,
                        Optional.of(
                                Attempt.of(
                                        1,
                                        NOW,
                                        List.of(),
                                        answered(503),
                                        new Outcome.Retry(NOW, "answered 503"))),
                        new CallState.Waiting(NOW),
                        1);
        var givenUp =
                new Change.Settle(
                        retried.after(),
                        Optional.empty(),
                        new CallState.Dead(NOW, "its endpoint is gone"),
                        1);
        store.commit(
                List.of(
                        Change.accept(List.of(event), List.of(call)),
                        Change.settle(retried),
                        Change.settle(givenUp)));

        assertThat(new DeadCauses(store).of(givenUp.after())).isEqualTo(DeadCauses.GIVEN_UP);
    }

    @Test
    void whatDiedOfOneCauseIsOneGroupHoweverManyAttemptsItHad() {
        Reply reply = answered(503);
        for (int attempts : List.of(3, 8)) {
            String _ = died(Optional.of(reply), reason(reply, attempts));
        }
        var groups = new DeadCauses(store).groups(CallQuery.of(ProjectId.DEFAULT, "delivery", 1));

        assertThat(groups.entries()).hasSize(1);
        assertThat(groups.entries().getFirst().count()).isEqualTo(2);
        assertThat(groups.searchedTo()).isEmpty();
    }
}
