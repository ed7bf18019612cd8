package dev.ringback.kernel.attempt;

import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.port.Kind;
import dev.ringback.kernel.port.Kind.Settlement;

/**
 * What a run does next, from the call that was picked to its new state on disk.
 *
 * <p>Where races are counted: how often the step was taken before, and its commit refused, because
 * a document had changed meanwhile.
 */
sealed interface RunStep {

    /** Nothing is left to do. */
    RunStep OVER = new Over();

    /** Bring what the call carries into memory. */
    record Bring() implements RunStep {}

    /** Prepare a request and send it. */
    record Ask(Event event, Kind kind, int races) implements RunStep {}

    /** Judge what came of it, and commit that with what follows. */
    record Settle(Sent sent, int races) implements RunStep {}

    /** Commit what was known without asking the peer. */
    record Decide(Ask ask, Settlement settlement) implements RunStep {}

    /** End a call that nothing can be done for. */
    record GiveUp(String reason) implements RunStep {}

    /** Let the call wait after a bug, or give it up after many. */
    record PutOff(int races) implements RunStep {}

    /** Go on, after a commit was refused, unless the call has ended meanwhile. */
    record IfWaiting(RunStep then) implements RunStep {}

    /** End the run of a call that has ended otherwise. */
    record Ended(CallState end, int attempts) implements RunStep {}

    /** Nothing: whoever runs the call knows how it ended. */
    record Over() implements RunStep {}
}
