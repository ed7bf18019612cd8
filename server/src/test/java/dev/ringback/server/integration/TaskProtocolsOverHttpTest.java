package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
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
import java.net.URI;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What calls back is asked over real sockets, and calls a real source back. */
class TaskProtocolsOverHttpTest {

    enum Far {
        REPLICATE,
        FAL,
        OPENAI;

        PlayedWords words() {
            return switch (this) {
                case REPLICATE -> new PlayedReplicate();
                case FAL -> PlayedFal.of();
                case OPENAI -> new PlayedOpenAi();
            };
        }

        Operation operation() {
            return this == OPENAI ? Operation.RESPONSES : Operation.CHAT;
        }
    }

    /** What the setting for its secret is. */
    private static Optional<Secret> secret(PlayedWords words) {
        return switch (words) {
            case PlayedFal fal -> Optional.of(new Secret(fal.jwks()));
            case PlayedOpenAi _ -> Optional.of(new Secret(PlayedSignature.SECRET));
            default -> Optional.empty();
        };
    }

    /** One upstream, and a source that it calls back. */
    private record Stage(Far far, PlayedUpstream played, FarTasks asked, Answer source)
            implements AutoCloseable {

        static Stage of(Far far, ReceivingSite site) {
            PlayedWords words = far.words();
            PlayedUpstream played = PlayedUpstream.start(words);
            TaskRules rules =
                    new TaskRules(
                            UpstreamKind.valueOf(far.name()), TaskRules.DEADLINE, secret(words));
            FarTasks asked =
                    FarTasks.at(
                            Upstream.of("far", played.baseUrl(), Optional.of(new Secret("key")))
                                    .withTasks(rules));
            // Replicate and fal are told the URL by each request; nobody needs to know it before.
            Arrangement agreed = asked.arrange(URI.create("https://us.example/in/x"));
            Answer source =
                    site.source(
                            "{'provider':'%s','secrets':[%s],'context':%s}"
                                    .formatted(
                                            asked.protocol().provider(),
                                            agreed.secrets().stream()
                                                    .map(secret -> "'" + secret.reveal() + "'")
                                                    .collect(Collectors.joining(",")),
                                            agreed.context()));
            played.registers(source.text("url"));
            return new Stage(far, played, asked, source);
        }

        Submitted submitted(String job) {
            return asked.submit(
                    job,
                    far.operation(),
                    "owner/name",
                    "{'model':'owner/name','messages':[{'role':'user','content':'hi'}],'input':'hi'}",
                    Optional.of(
                            new NewTask.Callback(
                                    URI.create(source.text("url")), Optional.empty())));
        }

        RemoteTask taken(String job) {
            return switch (submitted(job)) {
                case Submitted.Taken(String id, TaskState.Underway _) ->
                        new RemoteTask(id, far.operation(), "owner/name", job);
                case Submitted other -> throw new AssertionError("not taken: " + other);
            };
        }

        @Override
        public void close() {
            asked.close();
            played.close();
        }
    }

    @AutoClose private static final Ringback RINGBACK = Ringback.start(Ringback.PRIVATE);

    private final ReceivingSite site = new ReceivingSite(RINGBACK.tenant());

    private Payload callback() {
        JsonNode event = site.events("").path(0);
        return Payload.of(site.event(event).path("data").toString());
    }

    /** What a callback says, or what is fetched for it. */
    private TaskState ended(Stage stage, RemoteTask task) {
        assertThat(stage.asked().protocol().about(callback())).contains(task.id());
        TaskState told = stage.asked().protocol().told(task, callback());
        return told instanceof TaskState.Elsewhere ? stage.asked().fetched(task) : told;
    }

    private static String text(Far far, TaskState state) {
        return switch (state) {
            case TaskState.Answered(JsonObject answer) -> {
                assertThat(ModelAnswer.of(far.operation(), answer)).isPresent();
                yield far == Far.OPENAI
                        ? answer.find("/output/0/content/0/text").plain()
                        : answer.find("/choices/0/message/content").plain();
            }
            default -> throw new AssertionError("no answer: " + state);
        };
    }

    @ParameterizedTest
    @EnumSource
    void itTakesWorkAndTellsTheSourceWhatCameOfIt(Far far) {
        try (Stage stage = Stage.of(far, site)) {
            RemoteTask task = stage.taken("job-1");
            PlayedTask played = stage.played().next();
            assertThat(task.id()).isEqualTo(played.id());
            assertThat(stage.asked().looked(task)).isEqualTo(new TaskState.Underway());

            played.succeeds("'Paris'");
            assertThat(stage.played().callsBack(played).status()).isEqualTo(200);
            assertThat(stage.played().callsBack(played).status()).isEqualTo(200);

            assertThat(text(far, ended(stage, task))).isEqualTo("Paris");
            assertThat(text(far, stage.asked().fetched(task))).isEqualTo("Paris");
            assertThat(site.reasons(stage.source())).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatFailsSaysWhy(Far far) {
        try (Stage stage = Stage.of(far, site)) {
            RemoteTask task = stage.taken("job-1");
            PlayedTask played = stage.played().next().fails("no GPU");
            assertThat(stage.played().callsBack(played).status()).isEqualTo(200);

            String why =
                    switch (ended(stage, task)) {
                        case TaskState.Failed(String reason) -> reason;
                        case TaskState.Answered(JsonObject answer) ->
                                new ModelAnswer(far.operation(), answer).failure().orElse("");
                        case TaskState other -> throw new AssertionError("not ended: " + other);
                    };
            assertThat(why).endsWith(": no GPU");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aForgedCallbackIsNotBelieved(Far far) {
        try (Stage stage = Stage.of(far, site)) {
            RemoteTask _ = stage.taken("job-1");
            PlayedTask played = stage.played().next().succeeds("'Paris'");

            assertThat(stage.played().forges(played).status()).isEqualTo(401);
            assertThat(site.reasons(stage.source())).containsExactly("signature_differs");
            assertThat(site.events("")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void itCanBeCalledOff(Far far) {
        try (Stage stage = Stage.of(far, site)) {
            RemoteTask task = stage.taken("job-1");
            PlayedTask played = stage.played().next();

            assertThat(stage.asked().calledOff(task)).isInstanceOf(Reply.Answered.class);

            assertThat(played.calledOff()).isTrue();
            assertThat(stage.played().asked(played)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCallbackMayComeBeforeTheAnswer(Far far) {
        try (Stage stage = Stage.of(far, site)) {
            stage.played()
                    .first(played -> {
                        played.succeeds("'Paris'");
                        assertThat(stage.played().callsBack(played).status()).isEqualTo(200);
                    });

            assertThat(stage.submitted("job-1")).isInstanceOf(Submitted.Taken.class);
            RemoteTask task =
                    new RemoteTask(
                            stage.played().next().id(), far.operation(), "owner/name", "job-1");
            assertThat(text(far, ended(stage, task))).isEqualTo("Paris");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUpstreamThatRefusesOrIsAwayTakesNothing(Far far) {
        try (Stage stage = Stage.of(far, site)) {
            stage.played().submits(Script.error(503, "full"), Script.garbage());
            assertThat(stage.submitted("job-1")).isInstanceOf(Submitted.NotTaken.class);
            assertThat(stage.submitted("job-1")).isInstanceOf(Submitted.NotTaken.class);
            stage.played().away(true);
            assertThat(stage.submitted("job-1")).isInstanceOf(Submitted.NotTaken.class);
            assertThat(stage.played().taken()).isZero();

            stage.played().away(false).looks(Script.error(500, "oops"));
            RemoteTask task = stage.taken("job-1");
            assertThat(stage.asked().looked(task)).isInstanceOf(TaskState.Unsaid.class);
            assertThat(stage.asked().looked(task)).isEqualTo(new TaskState.Underway());
        }
    }

    @ParameterizedTest
    @EnumSource
    void workWhoseAnswerWasLostIsTakenOnceWhereKeysAreKnown(Far far) {
        try (Stage stage = Stage.of(far, site)) {
            stage.played().losesAnswers(1);
            assertThat(stage.submitted("job-1")).isInstanceOf(Submitted.NotTaken.class);
            assertThat(stage.submitted("job-1")).isInstanceOf(Submitted.Taken.class);

            assertThat(stage.played().taken()).isEqualTo(far == Far.OPENAI ? 1 : 2);
        }
    }
}
