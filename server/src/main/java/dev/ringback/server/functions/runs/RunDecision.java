package dev.ringback.server.functions.runs;

import java.util.List;

/**
 * What a run makes of what came.
 *
 * @param state what is known from now on
 * @param effects what follows, in this order
 * @param late whether it came too late to matter: nothing has changed, and an app that says it is
 *     told that somebody else goes on
 */
public record RunDecision(RunState state, List<RunEffect> effects, boolean late) {

    static RunDecision late(RunState state) {
        return new RunDecision(state, List.of(), true);
    }
}
