package dev.ringback.server.jobs;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.port.Commits;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.server.access.Caller;
import dev.ringback.server.events.MadeBy;
import dev.ringback.server.once.IdempotencyKeys;
import dev.ringback.server.once.IdempotencyKeys.Turn;
import dev.ringback.server.openai.OpenAiError;
import java.util.Optional;
import java.util.function.Function;

/**
 * Takes what clients submit. A submit with an idempotency key is taken once, however often it is
 * made and whatever crashes in between: its answer is committed together with its jobs, and given
 * again.
 */
public final class Submits {

    private final Commits commits;
    private final IdempotencyKeys keys;

    /** Wires. */
    public Submits(Commits commits, IdempotencyKeys keys) {
        this.commits = commits;
        this.keys = keys;
    }

    /** One submit that is being carried out. */
    public final class Submission {

        private final Caller caller;
        private final Optional<Turn.First> turn;
        private final Function<OpenAiError, HttpResponse.Whole> words;

        private Submission(
                Caller caller,
                Optional<Turn.First> turn,
                Function<OpenAiError, HttpResponse.Whole> words) {
            this.caller = caller;
            this.turn = turn;
            this.words = words;
        }

        /**
         * Commits what it comes to.
         *
         * @param accepted what the client is told, now or when it asks again
         * @return what it is told instead; empty when all is on disk
         */
        public Optional<HttpResponse.Whole> commit(Change made, HttpResponse.Whole accepted) {
            Committed committed = committed(made, accepted);
            return earlier(committed).or(() -> OpenAiError.unless(committed).map(words));
        }

        /** The same for who looks at the world again when that has moved on meanwhile. */
        public Committed committed(Change made, HttpResponse.Whole accepted) {
            Change told = made.from(MadeBy.key(caller.keyId()));
            return commits.commit(turn.map(first -> first.keeping(told, accepted)).orElse(told));
        }

        /** What was answered before, when a commit was in vain because of that. */
        public Optional<HttpResponse.Whole> earlier(Committed committed) {
            return committed instanceof Committed.Stale
                    ? turn.flatMap(Turn.First::earlier).map(told -> told(told, words))
                    : Optional.empty();
        }
    }

    /**
     * Carries a submit out, unless its key says that it was before.
     *
     * @param words how the surface words errors
     */
    public HttpResponse once(
            HttpRequest request,
            Caller caller,
            Function<OpenAiError, HttpResponse.Whole> words,
            Function<Submission, HttpResponse> submit) {
        Optional<Turn> turn = keys.of(request, caller.project());
        if (turn.isPresent() && turn.get() instanceof Turn.First first) {
            try (first) {
                return submit.apply(new Submission(caller, Optional.of(first), words));
            }
        }
        return turn.<HttpResponse>map(told -> told(told, words))
                .orElseGet(() -> submit.apply(new Submission(caller, Optional.empty(), words)));
    }

    private static HttpResponse.Whole told(
            Turn turn, Function<OpenAiError, HttpResponse.Whole> words) {
        return switch (turn) {
            case Turn.Again(HttpResponse.Whole answer) -> answer;
            case Turn.Refused(var refusal) -> words.apply(OpenAiError.of(refusal));
            case Turn.First _ -> throw new IllegalStateException("a first turn tells nothing");
        };
    }
}
