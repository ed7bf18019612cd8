package dev.ringback.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.server.endpoints.EndpointDraft;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.endpoints.Samples;
import dev.ringback.server.events.Router;
import dev.ringback.server.filters.Filters;
import dev.ringback.testkit.MemoryStore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LiveWorldTest {

    @Test
    void aReplayWhileFiltersAreOffMakesNoSecondNoteOfAnEventThatIsHeld() {
        Endpoints endpoints =
                Samples.registry(
                        EndpointDraft.of("all").make(),
                        EndpointDraft.of("some").filter("data.n == 1").make());
        var ids = new AtomicLong();
        var router = new Router(endpoints, ids::incrementAndGet, new Filters(false, _ -> {}));
        var world = new LiveWorld(endpoints, router, new MemoryStore(), new ByteBudget(1, 0));

        Router.Page page = world.recipients(Samples.event("t", "{}"), "");

        assertThat(page.lanes()).extracting(LaneId::value).containsExactly("all");
        assertThat(page.next()).isEmpty();
    }
}
