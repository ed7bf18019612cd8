package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.filters.Filters;
import dev.ringback.server.filters.Verdict;
import dev.ringback.server.functions.events.FunctionEvent;
import java.time.Instant;

/** Asks the expressions of functions about events, in the project's turn. */
public final class RunExpressions {

    private final Filters filters;

    /** Asks in the turns of filters. */
    public RunExpressions(Filters filters) {
        this.filters = filters;
    }

    /** Whether an expression is true of an event. */
    public boolean isTrue(ProjectId project, String text, FunctionEvent event, Instant now) {
        byte[] json = event.asSent().bytes();
        return filters.ofRunsInTurn(
                project,
                turn ->
                        turn.expression(text)
                                .filter(each -> each.of(json, now) instanceof Verdict.Matches)
                                .isPresent());
    }

    /** What an expression comes to, as a text by which events are told apart. */
    String key(ProjectId project, String text, FunctionEvent event, Instant now) {
        byte[] json = event.asSent().bytes();
        return filters.ofRunsInTurn(
                project, turn -> turn.expression(text).orElseThrow().key(json, now));
    }
}
