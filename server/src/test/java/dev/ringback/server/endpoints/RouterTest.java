package dev.ringback.server.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.Call;
import dev.ringback.kernel.CallState;
import dev.ringback.kernel.Change;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.LaneId;
import dev.ringback.kernel.ProjectId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RouterTest {

    private static final Instant NOW = Samples.NOON;

    private final AtomicLong ids = new AtomicLong();

    private Router router(Endpoint... endpoints) {
        return new Router(Samples.registry(endpoints), ids::incrementAndGet);
    }

    private static List<String> lanes(Change change) {
        return change.calls().stream().map(call -> call.lane().value()).toList();
    }

    @Test
    void anEventGoesToEveryEndpointThatWantsIt() {
        Router router =
                router(
                        EndpointDraft.of("all").make(),
                        EndpointDraft.of("generations").types("generation.*").make(),
                        EndpointDraft.of("two").types("order.*", "*.completed").make(),
                        EndpointDraft.of("orders").types("order.*").make(),
                        EndpointDraft.of("success").filter("data.state == 'Success'").make(),
                        EndpointDraft.of("failure").filter("data.state == 'Failed'").make(),
                        EndpointDraft.of("broken").filter("data.none.at.all").make(),
                        EndpointDraft.of("paused").make().paused(NOW),
                        EndpointDraft.of("disabled").make().disabled("by hand", NOW),
                        EndpointDraft.of("foreign").project("other").make());

        Change change =
                router.publish(
                        List.of(Samples.event("generation.completed", "{\"state\":\"Success\"}")));

        assertThat(lanes(change)).containsExactly("all", "generations", "paused", "success", "two");
    }

    @Test
    void aCallCarriesItsEventAndIsDueAtOnce() {
        Event event = Samples.event("order.paid", "{}");

        Change change = router(EndpointDraft.of("a").make()).publish(List.of(event));

        assertThat(change.events()).containsExactly(event);
        Call call = change.calls().getFirst();
        assertThat(call.kind()).isEqualTo("delivery");
        assertThat(call.event()).isEqualTo(event.sequence());
        assertThat(call.project()).isEqualTo(ProjectId.DEFAULT);
        assertThat(call.state()).isEqualTo(new CallState.Waiting(event.acceptedAt()));
        assertThat(change.puts()).isEmpty();
    }

    @Test
    void anEventOfAJobThatNamedAWebhookGoesThereOnly() {
        Event event = Samples.event("prediction.started", "{}");
        LaneId lane = new LaneId("direct:default:1");

        Change change = router(EndpointDraft.of("all").make()).direct(event, lane);

        assertThat(change.events()).containsExactly(event);
        assertThat(change.calls()).hasSize(1);
        Call call = change.calls().getFirst();
        assertThat(call.kind()).isEqualTo("delivery");
        assertThat(call.lane()).isEqualTo(lane);
        assertThat(call.event()).isEqualTo(event.sequence());
    }

    @Test
    void whatTheServerKeepsForItselfGoesToNobody() {
        Event event = Samples.event(InternalEvents.type("batch.line.completed"), "{}");
        Router router =
                router(
                        EndpointDraft.of("all").make(),
                        EndpointDraft.of("named").types(event.type()).make());

        Change change = router.publish(List.of(event));

        assertThat(change.events()).containsExactly(event);
        assertThat(change.calls()).isEmpty();
        assertThat(InternalEvents.is("batch.completed")).isFalse();
    }

    @Test
    void anEventThatNobodyWantsIsKeptAllTheSame() {
        Event event = Samples.event("order.paid", "{}");

        Change change = router().publish(List.of(event));

        assertThat(change.events()).containsExactly(event);
        assertThat(change.calls()).isEmpty();
    }

    @Test
    void anAddressedEventGoesToItsEndpointOnly() {
        Endpoint addressee = EndpointDraft.of("a").types("nothing").make();
        Router router = router(addressee, EndpointDraft.of("b").make());

        assertThat(lanes(router.address(Samples.event("order.paid", "{}"), addressee)))
                .containsExactly("a");
    }

    @Test
    void aChangedEndpointIsRoutedByItsNewTypes() {
        Endpoint before = EndpointDraft.of("a").types("order.*").make();
        Endpoints registry = Samples.registry(before);
        Router router = new Router(registry, ids::incrementAndGet);
        Event event = Samples.event("order.paid", "{}");
        assertThat(lanes(router.publish(List.of(event)))).containsExactly("a");

        registry.applied(before.disabled("by hand", NOW));
        assertThat(lanes(router.publish(List.of(event)))).isEmpty();

        registry.applied(EndpointDraft.of("b").make());
        assertThat(lanes(router.publish(List.of(event)))).containsExactly("b");

        registry.removed("b");
        assertThat(lanes(router.publish(List.of(event)))).isEmpty();
    }

    @Test
    void aThousandCallsFitInOneChange() {
        Change change = router(many(1_000)).publish(List.of(Samples.event("t", "{}")));

        assertThat(change.calls()).hasSize(1_000);
        assertThat(change.puts()).isEmpty();
    }

    @Test
    void theRestOfALargerFanOutIsLeftBehindACursor() {
        Change change = router(many(1_001)).publish(List.of(Samples.event("t", "{}")));

        assertThat(change.calls()).hasSize(1_000);
        assertThat(change.puts()).hasSize(1);
        var cursor = change.puts().getFirst();
        assertThat(cursor.kind()).isEqualTo("fanout");
        assertThat(cursor.id()).isEqualTo("0000000000001");
        assertThat(cursor.body().text()).isEqualTo("e00999");
    }

    @Test
    void aBatchOfManyLargeFanOutsIsBounded() {
        List<Event> events = new ArrayList<>();
        IntStream.range(0, 12).forEach(i -> events.add(Samples.event("t", "{}")));

        Change change = router(many(1_000)).publish(events);

        assertThat(change.events()).hasSize(12);
        assertThat(change.calls()).hasSize(10_000);
        assertThat(change.puts()).extracting(put -> put.body().text()).containsExactly("", "");
    }

    @Test
    void madeUpTypesDoNotFillTheMemory() {
        Router router = router(EndpointDraft.of("a").types("type.*").make());
        for (int i = 0; i < 3_000; i++) {
            Event event = Samples.event("type.n" + i, "{}");
            assertThat(lanes(router.publish(List.of(event)))).containsExactly("a");
        }
        assertThat(lanes(router.publish(List.of(Samples.event("other", "{}"))))).isEmpty();
    }

    private static Endpoint[] many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> EndpointDraft.of("e%05d".formatted(i)).make())
                .toArray(Endpoint[]::new);
    }
}
