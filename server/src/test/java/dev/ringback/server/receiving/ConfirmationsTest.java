package dev.ringback.server.receiving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.engine.Engine;
import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.policy.EngineLimits;
import dev.ringback.kernel.sharing.SharedLimits;
import dev.ringback.kernel.time.Ids;
import dev.ringback.kernel.time.TimeOrderedIds;
import dev.ringback.server.receiving.outbound.Confirmations;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.ThrowingListener;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What a challenge wants to have asked for is asked for, until it answers. */
class ConfirmationsTest {

    private static final URI CONFIRM = URI.create("https://sns.us-east-1.amazonaws.com/?Action=C");

    private final ManualTime time = ManualTime.atNoon();
    private final Ids ids = new TimeOrderedIds(time, 0);
    private final MemoryStore store = new MemoryStore();
    private final Queue<Request> asked = new ConcurrentLinkedQueue<>();
    private volatile int status = 500;

    private Reply answer(Request request) {
        asked.add(request);
        return new Reply.Answered(status, List.of(), Payload.EMPTY, false, Timing.NONE);
    }

    @Test
    void aConfirmationIsRepeatedUntilItSucceeds() {
        var engine =
                new Engine(
                        store,
                        List.of(new Confirmations((request, _) -> answer(request), () -> 0.5)),
                        Confirmations::policy,
                        time,
                        new ThrowingListener(),
                        List.of(),
                        EngineLimits.DEFAULT,
                        ByteBudget.ofHeap(512L << 20),
                        new SharedLimits());
        engine.start();
        try {
            engine.commit(
                    Confirmations.change(
                            SomeSource.of("aws-sns", 1, time.now()), CONFIRM, time.now(), ids));
            Eventually.until("it is asked for", () -> asked.size() == 1);
            status = 200;
            Eventually.until(
                    "it is asked for again",
                    () -> {
                        time.advance(Duration.ofMinutes(1));
                        return asked.size() == 2;
                    });
            Eventually.until("it has ended", () -> call().state() instanceof CallState.Succeeded);
        } finally {
            engine.stop(Duration.ofSeconds(1));
        }
        assertThat(asked).allMatch(each -> each.method().equals("GET"));
        assertThat(asked).allMatch(each -> each.url().equals(CONFIRM));
    }

    private Call call() {
        long event = store.greatestId() - 1;
        return store.callsOf(ProjectId.DEFAULT, event, 1).getFirst();
    }
}
