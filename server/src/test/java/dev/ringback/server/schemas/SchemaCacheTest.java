package dev.ringback.server.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.ProjectId;
import org.junit.jupiter.api.Test;

class SchemaCacheTest {

    private static final ProjectId LARGE = new ProjectId("large");
    private static final ProjectId SMALL = new ProjectId("small");
    private static final SchemaSet SCHEMA = Judged.ready("true");
    private static final long SIZE = SCHEMA.bytes();

    @Test
    void theProjectThatHasMostLosesWhatItAskedLongestAgo() {
        var cache = new SchemaCache(3 * SIZE);
        cache.keep(SMALL, "s", SCHEMA);
        cache.keep(LARGE, "a", SCHEMA);
        cache.keep(LARGE, "b", SCHEMA);
        assertThat(cache.find(LARGE, "a")).isPresent();

        cache.keep(LARGE, "c", SCHEMA);

        assertThat(cache.find(LARGE, "b")).isEmpty();
        assertThat(cache.find(LARGE, "a")).isPresent();
        assertThat(cache.find(LARGE, "c")).isPresent();
        assertThat(cache.find(SMALL, "s")).isPresent();
    }

    @Test
    void theSameSchemaIsKeptOnce() {
        var cache = new SchemaCache(SIZE);
        cache.keep(SMALL, "s", SCHEMA);
        cache.keep(SMALL, "s", SCHEMA);

        assertThat(cache.find(SMALL, "s")).isPresent();
    }

    @Test
    void oneThatIsLargerThanAllThereIsRoomForIsNotKept() {
        var cache = new SchemaCache(SIZE - 1);
        cache.keep(SMALL, "s", SCHEMA);

        assertThat(cache.find(SMALL, "s")).isEmpty();
    }
}
