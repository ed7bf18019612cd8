package dev.ringback.server.functions.sdk;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import java.time.Instant;
import java.util.Optional;

/** One thing that an SDK says of a run: what a step did, or what the run wants next. */
public sealed interface StepOp {

    /** What concerns one step. */
    sealed interface OfStep extends StepOp {
        StepId id();

        StepInfo info();
    }

    /** What the server has to do or to wait for, and what is answered when that is there. */
    sealed interface Request extends OfStep {}

    /**
     * The step has ended well.
     *
     * @param memo what the function sees of it from now on
     */
    record Ran(StepId id, StepInfo info, CanonicalJson memo) implements OfStep {}

    /**
     * The step threw. It may be tried again.
     *
     * @param error an object with {@code name} and {@code message}, and maybe more
     */
    record Threw(StepId id, StepInfo info, CanonicalJson error) implements OfStep {}

    /** The step failed for good. */
    record Failed(StepId id, StepInfo info, CanonicalJson error) implements OfStep {}

    /** The step was found, and is to be run by a request of its own. */
    record Planned(StepId id, StepInfo info) implements OfStep {}

    /** The run sleeps. */
    record Sleep(StepId id, StepInfo info, Instant until) implements Request {}

    /**
     * The run waits for an event.
     *
     * @param event the name
     * @param condition over {@code event}, which started the run, and {@code async}, which came
     * @param until when there is nothing to wait for any more
     */
    record WaitForEvent(
            StepId id, StepInfo info, String event, Optional<String> condition, Instant until)
            implements Request {}

    /**
     * The run waits for a signal.
     *
     * @param replaces whether another run that waits for the same gives way; otherwise this one
     *     fails
     */
    record WaitForSignal(StepId id, StepInfo info, String signal, boolean replaces, Instant until)
            implements Request {}

    /**
     * The run calls another function.
     *
     * @param function the app's name and the function's id, joined by a hyphen; empty when the SDK
     *     said none
     * @param data an object
     * @param meta an object of the SDKs about the event that starts the called function
     */
    record Invoke(
            StepId id,
            StepInfo info,
            String function,
            CanonicalJson data,
            Optional<CanonicalJson> user,
            Optional<String> version,
            Optional<CanonicalJson> meta,
            Instant until)
            implements Request {}

    /**
     * The server is to make a request for the run.
     *
     * @param headers an object of strings
     * @param body what is sent, as text
     */
    record Fetch(
            StepId id, StepInfo info, String url, String method, CanonicalJson headers, String body)
            implements Request {}

    /**
     * The server is to ask a model for the run.
     *
     * @param key what the model's server wants to see, a secret
     * @param format whose words the body speaks
     */
    record Infer(
            StepId id,
            StepInfo info,
            String url,
            CanonicalJson headers,
            String key,
            String format,
            CanonicalJson body)
            implements Request {

        /** Without the key. */
        @Override
        public String toString() {
            return "Infer[" + id + ", " + url + ", " + format + "]";
        }
    }

    /** The function has returned. */
    record Complete(CanonicalJson result) implements StepOp {}

    /**
     * The function threw, outside of steps, and whoever says so has more to say.
     *
     * @param retry how that is to be tried again; what stands beside the answer is not known here
     */
    record FunctionThrew(CanonicalJson error, SdkAnswer.Retry retry) implements StepOp {}

    /** The run wants to be asked again. */
    record Again() implements StepOp {}

    /**
     * A function is to be started when the run has ended.
     *
     * @param function the app's name and the function's id, joined by a hyphen; empty when the SDK
     *     said none
     * @param input an object
     * @param meta an object of the SDKs about the event that starts it
     */
    record Defer(
            StepId id,
            StepInfo info,
            String function,
            CanonicalJson input,
            Optional<CanonicalJson> meta)
            implements StepOp {}

    /** A function that was to be started when the run has ended is not. */
    record Undefer(StepId target) implements StepOp {}
}
