package dev.ringback.server.functions.sdk;

import dev.ringback.protocol.functions.CanonicalJson;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What an app answered to a request. */
public sealed interface SdkAnswer {

    /**
     * The run goes on.
     *
     * @param ops what it did and wants, in the SDK's order
     * @param version the SDK's number for its way of running functions
     * @param retry how what threw is to be tried again
     */
    record Steps(List<StepOp> ops, OptionalInt version, Retry retry) implements SdkAnswer {}

    /** The function returned. */
    record Returned(CanonicalJson result) implements SdkAnswer {}

    /**
     * The function threw, outside of steps.
     *
     * @param output what the app said of it, as it did
     */
    record Threw(CanonicalJson output, Retry retry) implements SdkAnswer {}

    /**
     * There is no answer of an SDK: nobody was there, or somebody else, or it is not understood.
     *
     * @param output what came instead; null when nothing did
     * @param why for people
     */
    record Unusable(CanonicalJson output, String why, Retry retry) implements SdkAnswer {}

    /** The run cannot go on, whatever is answered next. */
    record Hopeless(String error, String why) implements SdkAnswer {}

    /** The SDK gave up because the server had told it that somebody else goes on with the run. */
    record Stale() implements SdkAnswer {}

    /**
     * What the app wants to be done about an error.
     *
     * @param never whether trying again is no use
     * @param notBefore when it may be tried again; by the usual table where nothing is said
     */
    record Retry(boolean never, Optional<Instant> notBefore) {

        /** By the usual table. */
        public static final Retry USUAL = new Retry(false, Optional.empty());
    }
}
