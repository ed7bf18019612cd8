package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.tasks.Arrangement;
import dev.ringback.server.tasks.NewTask;
import dev.ringback.server.tasks.RemoteTask;
import dev.ringback.server.tasks.Submitted;
import dev.ringback.server.tasks.TaskState;
import dev.ringback.server.upstreams.TaskRules;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamKind;
import dev.ringback.server.vault.Secret;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Another Ringback is an upstream: what it is asked is what it understands, and tells. */
class OtherRingbackOverHttpTest {

    @AutoClose private final StubUpstream stub = StubUpstream.start();
    @AutoClose private final Ringback ringback = Ringback.start(flags(stub));
    @AutoClose private final Ringback ours = Ringback.start(Ringback.PRIVATE);

    private final Tenant other = ringback.tenant();
    private final ReceivingSite us = new ReceivingSite(ours.tenant());

    @AutoClose private final FarTasks asked = FarTasks.at(upstream());

    private static Map<String, List<String>> flags(StubUpstream stub) {
        Map<String, List<String>> flags = Ringback.asking(stub);
        flags.put("upstream-retries", List.of("stub=none"));
        return flags;
    }

    private Upstream upstream() {
        return Upstream.of(
                        "other",
                        ringback.uri().resolve("/v1"),
                        Optional.of(new Secret(other.api().key())))
                .withTasks(TaskRules.of(UpstreamKind.RINGBACK));
    }

    /** A source of ours that it calls back, made before its secret is known. */
    private NewTask.Callback agreed() {
        Answer source =
                us.source(
                        "{'provider':'standard-webhooks','secrets':['%s']}"
                                .formatted(PlayedSignature.SECRET));
        URI url = URI.create(source.text("url"));
        Arrangement arrangement = asked.arrange(url);
        us.api()
                .post(
                        ReceivingSite.path(source) + "/secrets",
                        "{'secret':'%s'}".formatted(arrangement.secrets().getFirst().reveal()));
        return new NewTask.Callback(url, arrangement.name());
    }

    private RemoteTask taken(Operation operation, Optional<NewTask.Callback> callback) {
        return switch (submitted(operation, callback)) {
            case Submitted.Taken(String id, TaskState.Underway _) ->
                    new RemoteTask(id, operation, "m", "job-1");
            case Submitted other -> throw new AssertionError("not taken: " + other);
        };
    }

    private Submitted submitted(Operation operation, Optional<NewTask.Callback> callback) {
        return asked.submit(
                "job-1",
                operation,
                "m",
                "{'model':'m','messages':[{'role':'user','content':'hi'}],'prompt':'hi','input':'hi',"
                        + "'metadata':{'webhook_id':'ours','mine':'7'}}",
                callback);
    }

    private TaskState looked(RemoteTask task) {
        return asked.looked(task);
    }

    private void awaitEnd(RemoteTask task) {
        Tenant.until("it ends", () -> !(looked(task) instanceof TaskState.Underway));
    }

    private Payload callback() {
        Tenant.until("it calls back", () -> !us.events("").isEmpty());
        JsonNode event = us.events("").path(0);
        return Payload.of(us.event(event).path("data").toString());
    }

    private static void assertAnswer(Operation operation, TaskState state) {
        assertThat(state)
                .isInstanceOfSatisfying(
                        TaskState.Answered.class,
                        answered -> {
                            JsonObject answer = answered.answer();
                            assertThat(ModelAnswer.of(operation, answer)).isPresent();
                        });
    }

    @ParameterizedTest
    @EnumSource
    void itTakesWorkAndTellsTheSourceWhatCameOfIt(Operation operation) {
        RemoteTask task = taken(operation, Optional.of(agreed()));

        Payload callback = callback();

        assertThat(asked.protocol().about(callback)).contains(task.id());
        TaskState told = asked.protocol().told(task, callback);
        assertAnswer(operation, told);
        assertThat(looked(task)).isEqualTo(told);
        assertThat(stub.asked()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void workIsAskedAboutWhereNobodyIsCalledBack(Operation operation) {
        var go = new CountDownLatch(1);
        stub.plays(Script.after(go, Script.says("Paris")));
        RemoteTask task = taken(operation, Optional.empty());
        assertThat(looked(task)).isEqualTo(new TaskState.Underway());

        go.countDown();
        awaitEnd(task);

        assertAnswer(operation, asked.fetched(task));
        assertThat(us.events("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "CHAT, the generation failed: upstream answered 400: no such thing",
        "EMBEDDINGS, the generation failed: upstream answered 400: no such thing",
        "RESPONSES, upstream's response failed: upstream answered 400: no such thing"
    })
    void whatFailsSaysWhy(Operation operation, String reason) {
        stub.plays(Script.error(400, "no such thing"));
        RemoteTask task = taken(operation, Optional.of(agreed()));

        TaskState told = asked.protocol().told(task, callback());

        assertThat(why(operation, told)).isEqualTo(reason);
        assertThat(why(operation, looked(task))).isEqualTo(reason);
    }

    private static String why(Operation operation, TaskState state) {
        return switch (state) {
            case TaskState.Failed(String reason) -> reason;
            case TaskState.Answered(JsonObject answer) ->
                    new ModelAnswer(operation, answer).failure().orElse("");
            case TaskState other -> throw new AssertionError("not ended: " + other);
        };
    }

    @ParameterizedTest
    @EnumSource(names = {"CHAT", "RESPONSES"})
    void itCanBeCalledOff(Operation operation) {
        stub.plays(Script.silence());
        RemoteTask task = taken(operation, Optional.of(agreed()));

        assertThat(asked.calledOff(task)).isNotNull();

        assertThat(why(operation, asked.protocol().told(task, callback())))
                .contains("was cancelled");
        assertThat(why(operation, looked(task))).contains("was cancelled");
    }

    @Test
    void workThatIsHandedOverTwiceIsDoneOnce() {
        NewTask.Callback callback = agreed();
        RemoteTask once = taken(Operation.CHAT, Optional.of(callback));

        assertThat(taken(Operation.CHAT, Optional.of(callback))).isEqualTo(once);
        awaitEnd(once);
        assertThat(stub.asked()).hasSize(1);
    }

    @Test
    void weAreToldOfOurWorkAlone() {
        NewTask.Callback callback = agreed();
        other.api()
                .post(
                        "/v1/slow/chat/completions",
                        "{'model':'m','messages':[{'role':'user','content':'hi'}]}")
                .expect(200);
        Tenant.until("it is asked", () -> stub.answered().size() == 1);
        RemoteTask task = taken(Operation.CHAT, Optional.of(callback));

        assertThat(asked.protocol().about(callback())).contains(task.id());
        awaitEnd(task);
        assertThat(us.events("")).hasSize(1);
    }

    @Test
    void theSameUrlIsRegisteredOnce() {
        URI url = ours.uri().resolve("/in/x");

        assertThat(asked.arrange(url)).isEqualTo(asked.arrange(url));
        assertThat(other.api().get("/api/v1/endpoints").json().path("data")).hasSize(1);
    }
}
