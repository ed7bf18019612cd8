package dev.ringback.server.functions.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who hears what is published. */
final class ChannelsTest {

    private static final ProjectId OTHER = new ProjectId("other");
    private final ByteBudget budget = new ByteBudget(16L * Listening.MOST_BYTES, 0);
    private final Channels channels = new Channels(budget);

    private Listening listen(ProjectId project, String channel, String... topics) {
        return channels.listen(new Topics(project, channel, Set.of(topics))).orElseThrow();
    }

    private void publish(ProjectId project, String channel, String topic, String text) {
        channels.publish(project, channel, Set.of(topic), Payload.of(text));
    }

    private static List<String> heard(Listening listening) {
        List<String> heard = new ArrayList<>();
        while (listening.next(Duration.ZERO) instanceof Listening.Heard.Message(var bytes)) {
            heard.add(bytes.text());
        }
        return heard;
    }

    @Test
    void whatIsPublishedIsHeardByThoseWhoListenToItsTopicInItsChannelAndProject() {
        Listening both = listen(ProjectId.DEFAULT, "c", "t", "u");
        Listening one = listen(ProjectId.DEFAULT, "c", "t");
        Listening elsewhere = listen(ProjectId.DEFAULT, "d", "t");
        Listening stranger = listen(OTHER, "c", "t");

        publish(ProjectId.DEFAULT, "c", "t", "1");
        publish(ProjectId.DEFAULT, "c", "u", "2");

        assertThat(heard(both)).containsExactly("1", "2");
        assertThat(heard(one)).containsExactly("1");
        assertThat(heard(elsewhere)).isEmpty();
        assertThat(heard(stranger)).isEmpty();
    }

    @Test
    void aRunIsHeardByItsProjectUnderEachOfItsIdsWhoeverElseListensToTheSame() {
        Listening own = listenToRun(ProjectId.DEFAULT, "id", 7);
        Listening drawn = listenToRun(ProjectId.DEFAULT, "drawn", 7);
        Listening stranger = listenToRun(OTHER, "id", 7);
        assertThat(channels.ofRun(ProjectId.DEFAULT, 7)).containsExactlyInAnyOrder("id", "drawn");

        stranger.close();
        drawn.close();
        assertThat(channels.ofRun(ProjectId.DEFAULT, 7)).containsExactly("id");
        assertThat(channels.ofRun(OTHER, 7)).isEmpty();

        own.close();
        assertThat(channels.haveRuns()).isFalse();
    }

    private Listening listenToRun(ProjectId project, String channel, long run) {
        return channels.listenToRun(new Topics(project, channel, Set.of("$run")), run)
                .orElseThrow();
    }

    @Test
    void whoeverIsTooSlowIsLetGoAndHoldsUpNobody() {
        Listening slow = listen(ProjectId.DEFAULT, "c", "t");
        Listening quick = listen(ProjectId.DEFAULT, "c", "t");
        String half = "x".repeat(Listening.MOST_BYTES / 2 + 1);

        publish(ProjectId.DEFAULT, "c", "t", half);
        assertThat(heard(quick)).hasSize(1);
        publish(ProjectId.DEFAULT, "c", "t", half);

        assertThat(heard(quick)).hasSize(1);
        assertThat(heard(slow)).hasSize(1);
        assertThat(slow.next(Duration.ZERO)).isInstanceOf(Listening.Heard.Over.class);
    }

    @Test
    void aProjectAloneHasHalfOfThePlacesAndWhoLeavesMakesRoom() {
        List<Listening> all = new ArrayList<>();
        for (int i = 0; i < Channels.MOST / 2; i++) {
            all.add(listen(ProjectId.DEFAULT, "c" + i, "t"));
        }
        var more = new Topics(ProjectId.DEFAULT, "c", Set.of("t"));
        assertThat(channels.listen(more)).isEmpty();
        listen(OTHER, "c", "t").close();

        all.getFirst().close();
        all.getFirst().close();

        assertThat(channels.listen(more)).isPresent();
        assertThat(channels.listen(more)).isEmpty();
    }

    @Test
    void whatWaitsIsHeldOnTheAccountOfBytesAndWhoeverFindsNoRoomThereIsLetGo() {
        List<Listening> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(listen(ProjectId.DEFAULT, "c" + i, "t"));
        }
        String large = "x".repeat(Listening.MOST_BYTES / 2);

        for (int i = 0; i < 50; i++) {
            publish(ProjectId.DEFAULT, "c" + i, "t", large);
        }

        assertThat(budget.held()).isPositive().isLessThanOrEqualTo(budget.limit());
        assertThat(heard(all.getFirst())).containsExactly(large);
        assertThat(all.getLast().next(Duration.ZERO)).isInstanceOf(Listening.Heard.Over.class);
        all.forEach(Listening::close);
        assertThat(budget.held()).isZero();
    }

    @Test
    void whenTheServerEndsAllAreLetGo() {
        Listening one = listen(ProjectId.DEFAULT, "c", "t");

        channels.close();

        assertThat(one.next(Duration.ofDays(1))).isInstanceOf(Listening.Heard.Over.class);
        assertThat(channels.listen(new Topics(ProjectId.DEFAULT, "c", Set.of("t")))).isEmpty();
    }
}
