package dev.ringback.kernel;

import dev.ringback.kernel.Kind.Settlement;

/**
 * What a run does next, from the call that was picked to its new state on disk.
 *
 * <p>Where races are counted: how often the step was taken before, and its commit refused, because
 * a document had changed meanwhile.
 */
sealed interface Step {

    /** Bring what the call carries into memory. */
    record Bring() implements Step {}

    /** Prepare a request and send it. */
    record Ask(Event event, Kind kind, int races) implements Step {}

    /** Judge what came of it, and commit that with what follows. */
    record Settle(Sent sent, int races) implements Step {}

    /** Commit what was known without asking the peer. */
    record Decide(Ask ask, Settlement settlement) implements Step {}

    /** End a call that nothing can be done for. */
    record GiveUp(String reason) implements Step {}

    /** Let the call wait after a bug, or give it up after many. */
    record PutOff(int races) implements Step {}

    /** Go on, after a commit was refused, unless the call has ended meanwhile. */
    record IfWaiting(Step then) implements Step {}

    /** End the run of a call that has ended otherwise. */
    record Ended(CallState end, int attempts) implements Step {}

    /** Nothing: whoever runs the call knows how it ended. */
    record Over() implements Step {}
}
