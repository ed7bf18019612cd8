package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Requests that come at the same time. */
class ConcurrencyTest {

    private static final int MANY = 30;
    private static final Ringback RINGBACK = Ringback.start(Ringback.PRIVATE);

    private final Tenant tenant = RINGBACK.tenant();
    private final Api api = tenant.api();

    @AfterAll
    static void stop() {
        RINGBACK.close();
    }

    private static List<Answer> together(Callable<Answer> request) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(Stream.generate(() -> request).limit(MANY).toList()).stream()
                    .map(Future::resultNow)
                    .toList();
        }
    }

    private static long with(int status, List<Answer> answers) {
        return answers.stream().filter(answer -> answer.status() == status).count();
    }

    @Test
    void oneEventThatManyPublishIsDeliveredOnce() throws InterruptedException {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            Hook hook = tenant.hook(receiver);
            String event = "{'id':'one','type':'a.b','data':1}";
            List<Answer> answers = together(() -> api.post("/api/v1/events", event));
            assertThat(with(202, answers)).isEqualTo(MANY);
            tenant.delivery("one", hook, "succeeded");
            tenant.delivery(tenant.publish("a.b"), hook, "succeeded");
            assertThat(receiver.received()).hasSize(2);
        }
    }

    @Test
    void anIdempotencyKeyThatManyUseAtOnceDoesOneThing() throws InterruptedException {
        var key = new Header("Idempotency-Key", "one");
        String endpoint = "{'url':'http://127.0.0.1:9/'}";
        List<Answer> answers = together(() -> api.post("/api/v1/endpoints", endpoint, key));
        assertThat(with(201, answers)).isPositive();
        assertThat(with(201, answers) + with(409, answers)).isEqualTo(MANY);
        assertThat(api.get("/api/v1/endpoints").json().path("data").size()).isEqualTo(1);
    }

    @Test
    void noChangeOfAnEndpointIsLostOrHalfDone() throws InterruptedException {
        Hook hook = tenant.hook("http://127.0.0.1:9/", "{}");
        var names = new AtomicInteger();
        List<Answer> answers =
                together(() ->
                        api.patch(
                                hook.path(),
                                "{'name':'new %d'}".formatted(names.incrementAndGet())));
        long done = with(200, answers);
        assertThat(done).isPositive();
        assertThat(done + with(409, answers)).isEqualTo(MANY);
        assertThat(tenant.endpoint(hook).path("revision").asLong()).isEqualTo(1 + done);
        answers.stream()
                .filter(answer -> answer.status() == 409)
                .forEach(answer -> assertThat(answer.text("detail")).contains("at the same time"));
    }

    @Test
    void aChangeOfAnotherRevisionIsRefused() {
        Hook hook = tenant.hook("http://127.0.0.1:9/", "{}");
        Answer stale =
                api.call(
                        "PATCH",
                        hook.path(),
                        Payload.of("{\"name\":\"x\"}"),
                        new Header("If-Match", "\"7\""));
        assertThat(stale.expect(412).text("code")).isEqualTo("revision_mismatch");
    }
}
