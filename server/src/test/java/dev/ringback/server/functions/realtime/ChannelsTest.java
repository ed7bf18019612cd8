package dev.ringback.server.functions.realtime;

import static org.assertj.core.api.Assertions.assertThat;

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
    private final Channels channels = new Channels();

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
    void thereIsABoundForThoseWhoListenAndWhoLeavesMakesRoom() {
        List<Listening> all = new ArrayList<>();
        for (int i = 0; i < Channels.MOST; i++) {
            all.add(listen(ProjectId.DEFAULT, "c" + i, "t"));
        }
        var more = new Topics(ProjectId.DEFAULT, "c", Set.of("t"));
        assertThat(channels.listen(more)).isEmpty();

        all.getFirst().close();
        all.getFirst().close();

        assertThat(channels.listen(more)).isPresent();
        assertThat(channels.listen(more)).isEmpty();
    }

    @Test
    void whenTheServerEndsAllAreLetGo() {
        Listening one = listen(ProjectId.DEFAULT, "c", "t");

        channels.close();

        assertThat(one.next(Duration.ofDays(1))).isInstanceOf(Listening.Heard.Over.class);
        assertThat(channels.listen(new Topics(ProjectId.DEFAULT, "c", Set.of("t")))).isEmpty();
    }
}
