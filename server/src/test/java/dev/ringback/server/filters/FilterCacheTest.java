package dev.ringback.server.filters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.ProjectId;
import org.junit.jupiter.api.Test;

class FilterCacheTest {

    private static final ProjectId LARGE = new ProjectId("large");
    private static final ProjectId SMALL = new ProjectId("small");
    private static final Filter.Compiled FILTER = Filter.compile("true");

    @Test
    void theProjectThatHasMostLosesWhatItAskedLongestAgo() {
        var cache = new FilterCache<Filter.Compiled>(30);
        cache.keep(SMALL, "0123456789", FILTER);
        cache.keep(LARGE, "a123456789", FILTER);
        cache.keep(LARGE, "b123456789", FILTER);
        assertThat(cache.find(LARGE, "a123456789")).isPresent();

        cache.keep(LARGE, "c123456789", FILTER);

        assertThat(cache.find(LARGE, "b123456789")).isEmpty();
        assertThat(cache.find(LARGE, "a123456789")).isPresent();
        assertThat(cache.find(LARGE, "c123456789")).isPresent();
        assertThat(cache.find(SMALL, "0123456789")).isPresent();
    }

    @Test
    void whatAProjectHasLostNoLongerCountsAgainstIt() {
        var cache = new FilterCache<Filter.Compiled>(27);
        cache.keep(SMALL, "0123456789012", FILTER);
        cache.keep(LARGE, "a123456", FILTER);
        cache.keep(LARGE, "b123456", FILTER);
        cache.keep(LARGE, "c123456", FILTER);
        assertThat(cache.find(LARGE, "a123456")).isEmpty();

        cache.keep(SMALL, "01", FILTER);

        assertThat(cache.find(SMALL, "0123456789012")).isEmpty();
        assertThat(cache.find(LARGE, "b123456")).isPresent();
    }

    @Test
    void theSameFilterIsKeptOnce() {
        var cache = new FilterCache<Filter.Compiled>(10);
        cache.keep(SMALL, "0123456789", FILTER);
        cache.keep(SMALL, "0123456789", FILTER);

        assertThat(cache.find(SMALL, "0123456789")).isPresent();
    }
}
