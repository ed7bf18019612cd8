package dev.ringback.server.batches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.ProjectId;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How far a batch is, written and read again. */
class CheckpointTest {

    private static final Checkpoint FULL =
            new Checkpoint(
                    "file-1",
                    200L << 20,
                    Optional.of(50_000),
                    BitSet.valueOf(new long[] {1L << 60, 7}),
                    new FilePosition(150L << 20, 40_001, 40_000),
                    new Tally(39_000, 12, 3L << 32, 1_700, new BatchUsage(1, 2, 3, 4)),
                    List.of(3, 39_013, 40_000),
                    Optional.of(StopReason.EXPIRED),
                    Optional.of(Duration.ofHours(1)));

    @Test
    void everythingComesBack() {
        Checkpoint begun =
                new Checkpoint(
                        "file-1",
                        1,
                        Optional.empty(),
                        new BitSet(),
                        FilePosition.START,
                        Tally.NONE,
                        List.of(),
                        Optional.empty(),
                        Optional.empty());
        for (Checkpoint checkpoint : List.of(FULL, begun)) {
            assertThat(Checkpoint.of(Checkpoint.document(ProjectId.DEFAULT, "b", checkpoint)))
                    .isEqualTo(checkpoint);
        }
    }

    @Test
    void itIsSmallWhenABatchIsAsLargeAsMayBe() {
        var all = new BitSet();
        all.set(0, BatchLimits.LINES + 1);
        Checkpoint large = FULL.counted(BatchLimits.LINES, all);
        assertThat(large.body().size()).isLessThan(10_000);
    }
}
