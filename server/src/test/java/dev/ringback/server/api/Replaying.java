package dev.ringback.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.StateName;
import dev.ringback.testkit.Eventually;
import java.util.List;

/** How tests replay, and what they look at afterwards. */
final class Replaying {

    static final String PATH = "/api/v1/replays";

    private Replaying() {}

    /** So many deliveries that were given up, of as many events to one endpoint. */
    static void dead(ApiRig rig, int count) {
        rig.receiver.answers(400);
        rig.endpoint("");
        for (int i = 0; i < count; i++) {
            rig.event("a.b");
        }
        rig.awaitCount(StateName.DEAD, count);
    }

    static String started(ApiRig rig, String body) {
        var answer = rig.post(PATH, body);
        assertThat(answer.status()).as(answer.bytes().text()).isEqualTo(202);
        return answer.text("id");
    }

    static String state(ApiRig rig, String id) {
        return rig.get(PATH + "/" + id).text("state");
    }

    static void awaitState(ApiRig rig, String id, String state) {
        Eventually.until("replay is " + state, () -> state(rig, id).equals(state));
    }

    /** Asserts that a replay has made so many deliveries, each of another event. */
    static void assertOnceEach(ApiRig rig, String replay, int count) {
        List<Call> made = made(rig, replay);
        assertThat(made).hasSize(count);
        assertThat(made).extracting(Call::event).doesNotHaveDuplicates();
    }

    /** The deliveries that a replay has made. */
    static List<Call> made(ApiRig rig, String replay) {
        return rig.deliveries(100).stream().filter(call -> call.replay().equals(replay)).toList();
    }
}
