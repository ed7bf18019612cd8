package dev.ringback.server.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.testkit.MemoryStore;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Parts that are kept in memory for a while. */
class FilePartsTest {

    private static final ProjectId A = new ProjectId("a");
    private static final ProjectId B = new ProjectId("b");

    private final MemoryStore store = new MemoryStore();
    private final ByteBudget oneAtATime = new ByteBudget(4L * FileParts.SIZE, 0);
    private final FileParts parts =
            new FileParts(store, change -> store.commit(List.of(change)).getFirst(), oneAtATime);

    private void readsFrom(ProjectId project) {
        Payload part = Payload.of(new byte[100]);
        var _ = parts.put(project, "file", 0, part, Instant.MAX);
        assertThat(parts.range(project, "file", 0, 100)).isEqualTo(part);
    }

    @Test
    void aPartThatIsKeptIsOnTheAccountOfItsProject() {
        readsFrom(A);
        assertThat(oneAtATime.of(A).held()).isEqualTo(FileParts.SIZE);
        readsFrom(B);
        assertThat(oneAtATime.of(A).held()).isZero();
        assertThat(oneAtATime.of(B).held()).isEqualTo(FileParts.SIZE);
    }
}
