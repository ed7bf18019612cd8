package dev.ringback.kernel.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ringback.kernel.model.CallState.Cancelled;
import dev.ringback.kernel.model.CallState.Dead;
import dev.ringback.kernel.model.CallState.Running;
import dev.ringback.kernel.model.CallState.Succeeded;
import dev.ringback.kernel.model.CallState.Waiting;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole table: every state, every command. */
final class CallStatesTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Instant PAST = NOW.minusSeconds(1);
    private static final Instant LATER = NOW.plusSeconds(60);

    private static final CallState DUE = new Waiting(PAST);
    private static final CallState DUE_NOW = new Waiting(NOW);
    private static final CallState DUE_LATER = new Waiting(NOW.plusMillis(1));
    private static final CallState RUNNING = new Running(PAST);
    private static final CallState SUCCEEDED = new Succeeded(PAST);
    private static final CallState DEAD = new Dead(PAST, "gone");
    private static final CallState CANCELLED = new Cancelled(PAST);

    enum Command {
        SUCCEED(state -> CallStates.settle(state, new Outcome.Success(), NOW)),
        RETRY(state -> CallStates.settle(state, new Outcome.Retry(LATER, "busy"), NOW)),
        REFUSE(state -> CallStates.settle(state, new Outcome.Refused("no"), NOW)),
        CANCEL(state -> CallStates.cancel(state, NOW)),
        HASTEN(state -> CallStates.hasten(state, NOW));

        @SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
        private final Function<CallState, Optional<CallState>> move;

        Command(Function<CallState, Optional<CallState>> move) {
            this.move = move;
        }
    }

    static Stream<Arguments> moves() {
        CallState cancelled = new Cancelled(NOW);
        return Stream.of(
                arguments(Command.SUCCEED, RUNNING, new Succeeded(NOW)),
                arguments(Command.RETRY, RUNNING, new Waiting(LATER)),
                arguments(Command.REFUSE, RUNNING, new Dead(NOW, "no")),
                arguments(Command.CANCEL, DUE, cancelled),
                arguments(Command.CANCEL, DUE_NOW, cancelled),
                arguments(Command.CANCEL, DUE_LATER, cancelled),
                arguments(Command.CANCEL, RUNNING, cancelled),
                arguments(Command.HASTEN, DUE, DUE_NOW),
                arguments(Command.HASTEN, DUE_NOW, DUE_NOW),
                arguments(Command.HASTEN, DUE_LATER, DUE_NOW));
    }

    @ParameterizedTest
    @MethodSource("moves")
    void aMoveThatExistsLeadsWhereItShould(Command command, CallState from, CallState to) {
        assertThat(command.move.apply(from)).contains(to);
    }

    @Test
    void noOtherMoveExists() {
        var states =
                Stream.of(DUE, DUE_NOW, DUE_LATER, RUNNING, SUCCEEDED, DEAD, CANCELLED).toList();
        long moves = 0;
        for (Command command : Command.values()) {
            for (CallState state : states) {
                moves += command.move.apply(state).isPresent() ? 1 : 0;
            }
        }
        assertThat(moves).isEqualTo(moves().count());
    }

    @Test
    void whatIsFinishedIsNeverLeft() {
        for (Command command : Command.values()) {
            for (CallState state : new CallState[] {SUCCEEDED, DEAD, CANCELLED}) {
                assertThat(command.move.apply(state)).as("%s from %s", command, state).isEmpty();
            }
        }
    }

    @Test
    void everyStateHasItsWord() {
        assertThat(
                        Stream.of(DUE, RUNNING, SUCCEEDED, DEAD, CANCELLED)
                                .map(state -> state.name().word()))
                .containsExactly("waiting", "running", "succeeded", "dead", "cancelled");
        for (StateName name : StateName.values()) {
            assertThat(StateName.parse(name.word())).contains(name);
        }
        assertThat(StateName.parse("Waiting")).isEmpty();
    }
}
