package dev.ringback.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.net.http.Refusal;
import dev.ringback.server.endpoints.Samples;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuotasTest {

    private static final ProjectId OTHER = new ProjectId("other");

    private final Map<ProjectId, Long> stored = new HashMap<>();
    private final AtomicLong free = new AtomicLong(1);
    private final AtomicLong nanos = new AtomicLong();
    private final Quotas quotas =
            new Quotas(
                    project -> stored.getOrDefault(project, 0L), 4L << 20, free::get, nanos::get);

    private void later() {
        nanos.addAndGet(1_000_000_000);
    }

    private static Change put(ProjectId project, int bytes) {
        var body = Payload.of(new byte[bytes]);
        return Change.put(Document.create("file-part", project, "1", body));
    }

    @Test
    void aProjectMayStoreUpToItsQuota() {
        stored.put(ProjectId.DEFAULT, (4L << 20) - 1);
        assertThat(quotas.refusal(ProjectId.DEFAULT)).isEmpty();
        later();
        stored.put(ProjectId.DEFAULT, 4L << 20);

        assertThat(quotas.refusal(ProjectId.DEFAULT))
                .hasValueSatisfying(refusal -> {
                    assertThat(refusal.status()).isEqualTo(507);
                    assertThat(refusal.code()).isEqualTo("quota_exceeded");
                    assertThat(refusal.detail())
                            .contains("stores 4194304 bytes, and may store 4194304;");
                    assertThat(refusal.headers())
                            .extracting(header -> header.name() + header.value())
                            .containsExactly("Retry-After60");
                });
        assertThat(quotas.refusal(OTHER)).isEmpty();
    }

    @Test
    void whatIsCommittedCountsBeforeTheStoreIsAskedAgain() {
        assertThat(quotas.refusal(ProjectId.DEFAULT)).isEmpty();
        quotas.committed(put(ProjectId.DEFAULT, 3 << 20));
        assertThat(quotas.refusal(ProjectId.DEFAULT)).isEmpty();
        var event = Samples.event("a.b", "\"" + "x".repeat(1 << 20) + "\"");
        quotas.committed(Change.accept(List.of(event), List.of()));

        assertThat(quotas.refusal(ProjectId.DEFAULT)).map(Refusal::code).hasValue("quota_exceeded");
    }

    @Test
    void whatIsDeletedIsSeenSoon() {
        stored.put(ProjectId.DEFAULT, 9L << 20);
        assertThat(quotas.refusal(ProjectId.DEFAULT)).isPresent();
        stored.put(ProjectId.DEFAULT, 1L << 20);
        later();

        assertThat(quotas.refusal(ProjectId.DEFAULT)).isEmpty();
    }

    @Test
    void nothingNewIsStoredOnADiskThatIsNearlyFull() {
        free.set(0);

        assertThat(quotas.refusal(OTHER)).map(Refusal::code).hasValue("disk_low");
    }

    @Test
    void aStoreThatDoesNotAnswerRefusesNobody() {
        var blind =
                new Quotas(
                        _ -> {
                            throw new StoreException("away");
                        },
                        1,
                        free::get,
                        nanos::get);

        assertThat(blind.refusal(OTHER)).isEmpty();
    }
}
