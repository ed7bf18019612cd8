package dev.ringback.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Room;
import dev.ringback.net.wire.StreamedReply;
import dev.ringback.server.upstreams.UpstreamRequests;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a client gets of an answer in one piece, where a stream was asked for. */
class ClientAnswerTest {

    private static Reply collected(int length, Room room) {
        var body = new ByteArrayInputStream(new byte[length]);
        return ClientAnswer.collected(new StreamedReply.Open(200, List.of(), body), room);
    }

    private static int status(Reply reply) {
        return ClientAnswer.whole(reply, List.of()).status();
    }

    @Test
    void anAnswerThatIsTooLongIsNotPassedOnInPart() {
        assertThat(status(collected(UpstreamRequests.MAX_ANSWER, Room.TAKEN))).isEqualTo(200);
        assertThat(status(collected(UpstreamRequests.MAX_ANSWER + 1, Room.TAKEN))).isEqualTo(502);
    }

    @Test
    void roomIsTakenForTheAnswerTwiceWhileItGrows() {
        var taken = new AtomicLong();
        assertThat(status(collected(100_000, bytes -> taken.addAndGet(bytes) > 0))).isEqualTo(200);
        assertThat(taken).hasValue(200_000);
        assertThat(status(collected(1, _ -> false))).isEqualTo(503);
    }
}
