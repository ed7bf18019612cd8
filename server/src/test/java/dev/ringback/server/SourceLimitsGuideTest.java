package dev.ringback.server;

import static dev.ringback.server.LimitsGuide.count;
import static dev.ringback.server.LimitsGuide.time;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.sources.SourceLimits;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The guide to the limits says what holds for sources. */
class SourceLimitsGuideTest {

    private static final Map<String, String> BOUNDS =
            Map.ofEntries(
                    entry("sources of a project", count(SourceLimits.SOURCES)),
                    entry("sources of a project that read queues", count(SourceLimits.QUEUES)),
                    entry(
                            "body of a request to a source",
                            "%s bytes unless it says otherwise, at most %s"
                                    .formatted(
                                            count(SourceLimits.BODY),
                                            count(SourceLimits.MAX_BODY))),
                    entry(
                            "secrets of a source that hold at the same time",
                            count(SourceLimits.SECRETS)),
                    entry("characters of a secret of a source", count(SourceLimits.SECRET)),
                    entry("addresses, and globs, in a list of a source", count(SourceLimits.LIST)),
                    entry(
                            "time an idempotency key of a provider is remembered",
                            "%s unless the source says otherwise, at most %s"
                                    .formatted(
                                            time(SourceLimits.DEDUPE_WINDOW),
                                            time(SourceLimits.MAX_DEDUPE_WINDOW))),
                    entry(
                            "how far the time of signing may lie from now",
                            "what the provider says, at most " + time(SourceLimits.MAX_TOLERANCE)));

    @Test
    void sayWhatHolds() {
        assertThat(LimitsGuide.bounds()).containsAllEntriesOf(BOUNDS);
    }
}
