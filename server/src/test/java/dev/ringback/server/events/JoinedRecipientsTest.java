package dev.ringback.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class JoinedRecipientsTest {

    private static final ProjectId PROJECT = ProjectId.DEFAULT;

    private record One(String id, LaneId lane, String filter) implements Recipient {}

    /** Those of a room, which want one type and have calls of one kind. */
    private record Room(String type, String kind, List<String> ids) implements Recipients {

        @Override
        public Wanting wanting(ProjectId project, String wanted) {
            return wanted.equals(type)
                    ? new Wanting(
                            ids.stream().map(id -> new One(id, new LaneId(id), "")).toList(), false)
                    : Wanting.NONE;
        }

        @Override
        public String kind(LaneId lane) {
            return ids.contains(lane.value()) ? kind : Router.DELIVERY;
        }

        @Override
        public Set<ProjectId> projects() {
            return Set.of(PROJECT);
        }
    }

    private static JoinedRecipients joined(Room... rooms) {
        JoinedRecipients joined = new JoinedRecipients(rooms[0]);
        Stream.of(rooms).skip(1).forEach(joined::join);
        return joined;
    }

    @Test
    void allWhoWantATypeGetItInTheOrderOfTheirIds() {
        JoinedRecipients joined =
                joined(
                        new Room("a", Router.DELIVERY, List.of("b", "d")),
                        new Room("a", Router.START, List.of("a", "c", "e")),
                        new Room("b", Router.MATCH, List.of("f")));

        assertThat(joined.wanting(PROJECT, "a").all())
                .extracting(Recipient::id)
                .containsExactly("a", "b", "c", "d", "e");
        assertThat(joined.wanting(PROJECT, "b").all())
                .extracting(Recipient::id)
                .containsExactly("f");
        assertThat(joined.wanting(PROJECT, "c").all()).isEmpty();
    }

    @Test
    void aLaneHasTheKindOfItsRoom() {
        JoinedRecipients joined =
                joined(
                        new Room("a", Router.DELIVERY, List.of("b")),
                        new Room("a", Router.START, List.of("c")));

        assertThat(joined.kind(new LaneId("b"))).isEqualTo(Router.DELIVERY);
        assertThat(joined.kind(new LaneId("c"))).isEqualTo(Router.START);
        assertThat(joined.kind(new LaneId("unknown"))).isEqualTo(Router.DELIVERY);
    }
}
