package dev.ringback.server;

import static dev.ringback.server.LimitsGuide.bytes;
import static dev.ringback.server.LimitsGuide.count;
import static dev.ringback.server.LimitsGuide.time;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.net.json.JsonTree;
import dev.ringback.server.batches.BatchLimits;
import dev.ringback.server.files.FileLimits;
import dev.ringback.server.groups.GroupBounds;
import dev.ringback.server.jobs.StreamRelay;
import dev.ringback.server.jobs.live.LiveBounds;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.openai.WaitField;
import dev.ringback.server.predictions.PredictionBounds;
import dev.ringback.server.responses.ResponseBounds;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The guide to the limits says what the code does with jobs. */
class JobLimitsGuideTest {

    private static final Map<String, String> BOUNDS =
            Map.ofEntries(
                    entry(
                            "JSON tokens of a request to a model, and of its answer",
                            count(JsonTree.MAX_TOKENS)),
                    entry("length of a stream", time(StreamRelay.LONGEST)),
                    entry(
                            "time that `wait` may hold an answer back",
                            WaitField.LONGEST.toMinutes() + " min"),
                    entry(
                            "time that `Prefer: wait` may hold a prediction back",
                            time(PredictionBounds.PREFERRED)),
                    entry("requests of a group", count(GroupBounds.MEMBERS)),
                    entry(
                            "time a group may take",
                            time(GroupBounds.LIFETIME) + ", and half of the retention"),
                    entry(
                            "predictions of a page",
                            PredictionBounds.SMALLEST_PAGE
                                    + " to "
                                    + PredictionBounds.LARGEST_PAGE),
                    entry(
                            "pieces of an answer that are held for its followers",
                            bytes(LiveBounds.FOLLOWED)),
                    entry(
                            "silence of a followed response or prediction",
                            time(ResponseBounds.SILENCE)),
                    entry("items of a page of a response's input", count(ResponseBounds.PAGE)),
                    entry("bytes of a file", bytes(FileLimits.FILE)),
                    entry("files being uploaded at the same time", count(FileLimits.UPLOADS)),
                    entry("files of a page", count(FileLimits.FILES_LISTED)),
                    entry(
                            "time that `expires_after` keeps a file",
                            time(FileLimits.SHORTEST_KEPT)
                                    + " to "
                                    + time(FileLimits.LONGEST_KEPT)),
                    entry("lines of a batch", count(BatchLimits.LINES)),
                    entry(
                            "bytes of a line",
                            bytes(ModelRequest.LONGEST)
                                    + " and "
                                    + bytes(BatchLimits.LINE - ModelRequest.LONGEST)),
                    entry("characters of a line's `custom_id`", count(BatchLimits.CUSTOM_ID)),
                    entry(
                            "time a batch may take",
                            time(BatchLimits.WINDOW) + ", and half of the retention"),
                    entry(
                            "batches of a project that have not ended",
                            count(BatchLimits.OPEN_BATCHES)),
                    entry(
                            "lines of a batch that are jobs at the same time",
                            count(BatchLimits.LINES_IN_FLIGHT)),
                    entry("batches of a page", count(BatchLimits.BATCHES_LISTED)));

    @Test
    void theGuideSaysWhatTheCodeDoesWithJobs() {
        assertThat(LimitsGuide.bounds()).containsAllEntriesOf(BOUNDS);
    }
}
