package dev.ringback.server.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.net.json.UnreadableRecordException;
import dev.ringback.server.events.Recipient;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EndpointsTest {

    private static final Instant NOW = Samples.NOON;

    private final EndpointCodec codec = Samples.codec();
    private final Endpoints endpoints = new Endpoints(codec);
    private final Endpoint endpoint = EndpointDraft.of("b").make();
    private final LaneId lane = endpoint.lane();
    private final Set<LaneId> refreshed = new HashSet<>();

    /** Has a change followed, and says which lanes are looked at again. */
    private Set<LaneId> followed(Change change) {
        refreshed.clear();
        endpoints.committed(change);
        return Set.copyOf(refreshed);
    }

    EndpointsTest() {
        endpoints.whenChanged(refreshed::add);
    }

    @Test
    void whatIsOnDiskIsKnownAfterTheStart() {
        Endpoint other = EndpointDraft.of("a").make();
        endpoints.load(List.of(codec.encode(endpoint), codec.encode(other)));

        assertThat(endpoints.list(ProjectId.DEFAULT)).containsExactly(other, endpoint);
        assertThat(endpoints.find(ProjectId.DEFAULT, "b")).contains(endpoint);
        assertThat(endpoints.find(lane)).contains(endpoint);
    }

    @Test
    void anotherProjectDoesNotSeeIt() {
        endpoints.applied(endpoint);

        assertThat(endpoints.find(new ProjectId("foreign"), "b")).isEmpty();
        assertThat(endpoints.list(new ProjectId("foreign"))).isEmpty();
    }

    @Test
    void whatTheServerSaysOfFunctionsIsToldToThoseWhoNameIt() {
        endpoints.applied(EndpointDraft.of("all").types("*").make());
        endpoints.applied(EndpointDraft.of("functions").types("shop/*", "inngest/*").make());

        assertThat(wanting("inngest/function.failed")).containsExactly("functions");
        assertThat(wanting("shop/order.placed")).containsExactly("all", "functions");
    }

    private List<String> wanting(String type) {
        return endpoints.wanting(ProjectId.DEFAULT, type).all().stream()
                .map(Recipient::id)
                .toList();
    }

    @Test
    void aFailedLoadChangesNothing() {
        endpoints.applied(endpoint);
        Document bad = codec.encode(EndpointDraft.of("c").make()).revise(Payload.of("{}"));

        assertThatThrownBy(() -> endpoints.load(List.of(bad)))
                .isInstanceOf(UnreadableRecordException.class);
        assertThat(endpoints.list(ProjectId.DEFAULT)).containsExactly(endpoint);
    }

    @Test
    void aLoadForgetsWhatIsGone() {
        endpoints.applied(endpoint);
        Endpoint other = EndpointDraft.of("c").make();

        endpoints.load(List.of(codec.encode(other)));

        assertThat(endpoints.list(ProjectId.DEFAULT)).containsExactly(other);
        assertThat(endpoints.find(lane)).isEmpty();
    }

    @Test
    void aCommittedChangeIsFollowed() {
        assertThat(followed(Change.put(codec.encode(endpoint)))).containsExactly(lane);

        Endpoint paused = endpoint.paused(NOW);
        assertThat(followed(Change.put(codec.encode(paused)))).containsExactly(lane);
        assertThat(endpoints.find(lane)).contains(paused);

        assertThat(followed(Change.delete(codec.encode(paused)))).containsExactly(lane);
        assertThat(endpoints.find(lane)).isEmpty();
        assertThat(endpoints.size()).isZero();
    }

    @Test
    void aChangeThatLeavesThePolicyAloneRefreshesNoLane() {
        endpoints.applied(endpoint);

        assertThat(followed(Change.put(codec.encode(endpoint.failing(Failing.from(NOW))))))
                .isEmpty();
        assertThat(endpoints.find(lane)).contains(endpoint.failing(Failing.from(NOW)));
    }

    @Test
    void documentsOfOtherKindsAreNoConcernOfIts() {
        Document key = Document.create("key", ProjectId.DEFAULT, "k", Payload.of("{}"));

        assertThat(followed(Change.put(key).and(Change.delete(key)))).isEmpty();
    }

    @Test
    void anEarlierRevisionDoesNotReplaceALaterOne() {
        Endpoint later = endpoint.paused(NOW);
        endpoints.applied(later);
        endpoints.applied(endpoint);

        assertThat(endpoints.find(lane)).contains(later);
    }

    @Test
    void aChangeThatCannotBeReadLeavesTheEndpointAsItWas() {
        endpoints.applied(endpoint);
        Document bad = codec.encode(endpoint).revise(Payload.of("{}"));

        assertThat(followed(Change.put(bad))).isEmpty();
        assertThat(endpoints.find(lane)).contains(endpoint);
    }

    @Test
    void onlyAnEnabledEndpointsLaneRuns() {
        assertThat(endpoints.of(lane)).isEmpty();

        endpoints.applied(endpoint);
        LanePolicy policy = endpoints.of(lane).orElseThrow();
        assertThat(policy.maxInFlight()).isEqualTo(10);
        assertThat(policy.ratePerSecond()).isEqualTo(2.5);
        assertThat(policy.halted()).isFalse();

        endpoints.applied(endpoint.paused(NOW));
        assertThat(endpoints.of(lane).map(LanePolicy::halted)).contains(true);

        endpoints.applied(endpoint.paused(NOW).disabled("by hand", NOW));
        assertThat(endpoints.of(lane).map(LanePolicy::halted)).contains(true);

        endpoints.removed("b");
        assertThat(endpoints.of(lane)).isEmpty();
    }

    @Test
    void enablingForgetsEarlierFailures() {
        Endpoint enabled =
                endpoint.failing(Failing.from(NOW)).disabled("failed for 5 days", NOW).enabled(NOW);

        assertThat(enabled.failingSince()).isEqualTo(Optional.empty());
        assertThat(enabled.takesEvents()).isTrue();
        assertThat(enabled.revision()).isEqualTo(4);
    }
}
