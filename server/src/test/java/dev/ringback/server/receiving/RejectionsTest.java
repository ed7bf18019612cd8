package dev.ringback.server.receiving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.port.Commits;
import dev.ringback.protocol.providers.request.RejectReason;
import dev.ringback.server.sources.Source;
import dev.ringback.server.sources.SourceLimits;
import dev.ringback.server.vault.Vault;
import dev.ringback.server.vault.VaultKey;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.SeededIds;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How much is kept of what nobody has proved to be anybody's. */
class RejectionsTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LARGE = SourceLimits.REJECTED_BODY;
    private static final int MOST_LARGE = (int) (SourceLimits.REJECTED_BYTES / LARGE);

    private final ManualTime time = ManualTime.atNoon();
    private final MemoryStore store = new MemoryStore();
    private final Source source = SomeSource.of("stripe", 1, time.now());
    private final Rejections rejections =
            new Rejections(
                    store,
                    Commits.alone(store),
                    new RejectedCodec(new Vault(List.of(VaultKey.generate(RANDOM)), RANDOM)),
                    time,
                    new SeededIds(1));

    private void reject(Source its, int number, int bytes, Header... headers) {
        for (int i = 0; i < number; i++) {
            rejections.add(
                    its,
                    new Rejections.Why(RejectReason.SIGNATURE_MISSING, "none"),
                    new Rejected.Arrival(
                            "POST", "/in/t", "u", List.of(headers), Payload.of("x".repeat(bytes))),
                    bytes,
                    Optional.empty(),
                    Optional::empty);
        }
    }

    private int kept(Source its) {
        String prefix = RejectedCodec.prefix(its.id());
        return Math.toIntExact(
                store.documents(RejectedCodec.KIND).stream()
                        .filter(each -> each.id().startsWith(prefix))
                        .count());
    }

    @Test
    void soMuchOfASourceIsKeptAndAsMuchAgainInAWeek() {
        reject(source, MOST_LARGE + 5, LARGE);
        assertThat(kept(source)).isEqualTo(MOST_LARGE);

        time.advance(SourceLimits.REJECTED_KEPT.dividedBy(MOST_LARGE));
        reject(source, 3, LARGE);
        assertThat(kept(source)).isEqualTo(MOST_LARGE + 1);

        time.advance(SourceLimits.REJECTED_KEPT.multipliedBy(10));
        reject(source, MOST_LARGE + 5, LARGE);
        assertThat(kept(source)).isEqualTo(2 * MOST_LARGE + 1);
    }

    @Test
    void smallOnesAreBoundedInNumberAndSourcesDoNotShare() {
        int most = (int) (SourceLimits.REJECTED_BYTES / SourceLimits.REJECTED_LEAST);
        reject(source, most + 5, 0);
        assertThat(kept(source)).isEqualTo(most);

        Source other = SomeSource.of("stripe", 2, time.now());
        reject(other, 1, 0);
        assertThat(kept(other)).isEqualTo(1);
    }

    @Test
    void whatIsLongIsCutOffAndCannotBeJudgedAgain() {
        reject(source, 1, LARGE, new Header("A", "b"));
        reject(source, 1, LARGE + 1, new Header("A", "x".repeat(SourceLimits.REJECTED_HEADERS)));

        List<Rejected> newestFirst = rejections.list(source, Optional.empty(), 10);
        assertThat(newestFirst).extracting(Rejected::whole).containsExactly(false, true);
        assertThat(newestFirst).extracting(Rejected::kept).containsExactly(LARGE, LARGE);
        assertThat(newestFirst.getFirst().arrival().headers()).isEmpty();
        assertThat(newestFirst.getLast().arrival().headers()).hasSize(1);
    }
}
