package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.filters.Filters;
import dev.ringback.server.filters.RunExpression;
import dev.ringback.server.filters.Verdict;
import dev.ringback.server.functions.events.FunctionEvent;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Asks the expressions of functions about events, in the project's turn. */
public final class RunExpressions {

    private static final int MOST = 10_000;

    private final Filters filters;
    private final Map<String, RunExpression> read = new ConcurrentHashMap<>();

    /** Asks in the turns of filters. */
    public RunExpressions(Filters filters) {
        this.filters = filters;
    }

    /** Whether an expression is true of an event. */
    public boolean isTrue(ProjectId project, String text, FunctionEvent event, Instant now) {
        byte[] json = event.asSent().bytes();
        return filters.inTurn(
                project, _ -> expression(text).of(json, now) instanceof Verdict.Matches);
    }

    /** What an expression comes to, as a text by which events are told apart. */
    String key(ProjectId project, String text, FunctionEvent event, Instant now) {
        byte[] json = event.asSent().bytes();
        return filters.inTurn(project, _ -> expression(text).key(json, now));
    }

    private RunExpression expression(String text) {
        if (read.size() >= MOST) {
            read.clear();
        }
        return read.computeIfAbsent(text, RunExpression::of);
    }
}
