package dev.ringback.server.generations;

import dev.ringback.server.jobs.StreamEnding;
import dev.ringback.server.jobs.StreamRelay;
import dev.ringback.server.jobs.TokenCounter;
import dev.ringback.server.jobs.UpstreamReplies;
import dev.ringback.server.jobs.UsageCount;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.StreamEvent;
import java.util.Optional;

/** Counts the tokens of a stream that goes by, and sees whether it comes to its end. */
final class Counting implements StreamRelay.Watcher {

    /** So long may an event be that nobody keeps: it holds a picture, or the whole response. */
    private static final int LONGEST_EVENT = 64 * 1024 * 1024;

    private final Passage passage;
    private final TokenCounter tokens;
    private final UsageCount usage;
    private final StreamEnding ending;

    Counting(Passage passage, TokenCounter tokens) {
        this.passage = passage;
        this.tokens = tokens;
        this.usage = new UsageCount(passage.asked().operation());
        this.ending = new StreamEnding(passage.asked());
    }

    @Override
    public void event(StreamEvent event) {
        usage.event(event);
        ending.event(event);
    }

    @Override
    public boolean lasts() {
        return false;
    }

    @Override
    public int longest() {
        return LONGEST_EVENT;
    }

    @Override
    public Optional<OpenAiError> finish(StreamRelay.Finish finish) {
        usage.count(tokens, passage.choice().upstream().name());
        return finish instanceof StreamRelay.Finish.Closed && !ending.isWhole()
                ? Optional.of(OpenAiError.of(502, UpstreamReplies.FAILED, UpstreamReplies.CUT_OFF))
                : Optional.empty();
    }
}
