package dev.ringback.server.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.protocol.providers.Providers;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamKind;
import dev.ringback.server.upstreams.UpstreamRequests;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for all protocols. */
class ProtocolsTest {

    private static final String CHAT =
            "{'model':'o/m','messages':[{'role':'user','content':'hi'}],'input':'hi'}";

    private static TaskProtocol protocol(UpstreamKind kind) {
        return TaskProtocol.of(kind).orElseThrow();
    }

    private static Upstream upstream(UpstreamKind kind) {
        return Played.upstream(kind, "https://far.example/base/v1/");
    }

    private static Operation operation(UpstreamKind kind) {
        return kind == UpstreamKind.OPENAI ? Operation.RESPONSES : Operation.CHAT;
    }

    private static NewTask task(UpstreamKind kind) {
        return Played.task(operation(kind), "o/m", CHAT);
    }

    private static RemoteTask remote(UpstreamKind kind, String id) {
        return Played.remote(id, operation(kind), "o/m");
    }

    private static Stream<Request> about(UpstreamKind kind, String id) {
        TaskProtocol protocol = protocol(kind);
        RemoteTask remote = remote(kind, id);
        return Stream.of(
                protocol.look(upstream(kind), remote),
                protocol.fetch(upstream(kind), remote),
                protocol.callOff(upstream(kind), remote).orElseThrow());
    }

    @Test
    void anUpstreamThatAnswersAtOnceHasNone() {
        assertThat(TaskProtocol.of(UpstreamKind.DIRECT)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DIRECT")
    void itsCallbacksAreVerifiedByASchemeOfTheCatalogue(UpstreamKind kind) {
        assertThat(Providers.builtIn().find(protocol(kind).provider())).isPresent();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DIRECT")
    void everyRequestShowsTheKeyAndGoesBelowTheBaseUrl(UpstreamKind kind) {
        String key = kind == UpstreamKind.FAL ? "Key key" : "Bearer key";
        Request submit = protocol(kind).submit(upstream(kind), task(kind));

        assertThat(Stream.concat(Stream.of(submit), about(kind, "id")))
                .allSatisfy(request -> {
                    assertThat(request.url().toString()).startsWith("https://far.example/base/v1/");
                    assertThat(Played.header(request, "Authorization")).contains(key);
                    assertThat(request.responseCap()).isEqualTo(UpstreamRequests.MAX_ANSWER);
                });
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DIRECT")
    void handingOverMayTakeAsLongAsAnAnswerAndAskingDoesNot(UpstreamKind kind) {
        assertThat(protocol(kind).submit(upstream(kind), task(kind)).deadline())
                .isEqualTo(Upstream.DEFAULT_TIMEOUT);
        assertThat(about(kind, "id"))
                .allSatisfy(each -> assertThat(each.deadline()).isEqualTo(Played.brief()));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DIRECT")
    void anIdLeadsNowhereElse(UpstreamKind kind) {
        String id = "../a b/c?d=e#f%2e\u00e4+";

        assertThat(about(kind, id))
                .allSatisfy(request ->
                        assertThat(request.url().toString())
                                .contains("/..%2Fa%20b%2Fc%3Fd%3De%23f%252e%C3%A4%2B"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DIRECT")
    void whatWasRefusedIsHandedOnAsItCame(UpstreamKind kind) {
        assertThat(Played.refusals())
                .allSatisfy(reply -> {
                    assertThat(protocol(kind).submitted(task(kind), reply))
                            .isEqualTo(new Submitted.NotTaken(reply));
                    assertThat(protocol(kind).looked(remote(kind, "a"), reply))
                            .isEqualTo(new TaskState.Unsaid(reply));
                    assertThat(protocol(kind).fetched(remote(kind, "a"), reply))
                            .isEqualTo(new TaskState.Unsaid(reply));
                });
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DIRECT")
    void anAnswerThatMakesNoSenseIsAFault(UpstreamKind kind) {
        assertThat(Played.nonsense())
                .allSatisfy(reply -> {
                    if (protocol(kind).submitted(task(kind), reply)
                            instanceof Submitted.NotTaken(Reply why)) {
                        assertFault(why, "upstream answered something that is not a");
                    } else {
                        throw new AssertionError("taken");
                    }
                });
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DIRECT")
    void aStateThatMakesNoSenseIsAFault(UpstreamKind kind) {
        Stream<Reply> replies =
                Stream.concat(
                        Played.nonsense(),
                        Stream.of(
                                Played.truncated(
                                        "{'id':'a','status':'succeeded','state':'Success'}")));
        assertThat(replies)
                .allSatisfy(reply -> {
                    if (protocol(kind).looked(remote(kind, "a"), reply)
                            instanceof TaskState.Unsaid(Reply why)) {
                        assertFault(why, "upstream answered something that is not ");
                    } else {
                        throw new AssertionError("said");
                    }
                });
    }

    private static void assertFault(Reply reply, String detail) {
        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Faulted.class,
                        fault -> {
                            assertThat(fault.fault()).isEqualTo(WireFault.MALFORMED_RESPONSE);
                            assertThat(fault.detail()).startsWith(detail);
                        });
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DIRECT")
    void anAbsurdIdIsNotTaken(UpstreamKind kind) {
        String member = kind == UpstreamKind.FAL ? "request_id" : "id";
        assertThat(Played.absurdIds())
                .allSatisfy(id ->
                        assertThat(
                                        protocol(kind)
                                                .submitted(
                                                        task(kind),
                                                        Played.answered(
                                                                201,
                                                                "{'%s':'%s','status':'starting'}"
                                                                        .formatted(member, id))))
                                .isInstanceOf(Submitted.NotTaken.class));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DIRECT")
    void whatIsNoCallbackIsAboutNothing(UpstreamKind kind) {
        List<String> bodies =
                List.of(
                        "",
                        "<html>",
                        "null",
                        "[]",
                        "'id'",
                        "{}",
                        "{'type':7,'data':{'id':'a'}}",
                        "{'type':'response.completed','data':null}",
                        "{'type':'response.completed','data':'a'}",
                        "{'type':'webhook.test','data':{'id':'a'}}",
                        "{'id':7,'request_id':7,'data':{'id':7},'type':'response.completed'}",
                        "{'id':'..','request_id':'..','data':{'id':'..'},'type':'response.completed'}",
                        "{'id':'a','request_id':'a','data':{'id':'a'},'type':'response.completed'");
        assertThat(bodies)
                .allSatisfy(body -> assertThat(protocol(kind).about(Played.json(body))).isEmpty());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DIRECT")
    void whatSaysNothingEndsNoTask(UpstreamKind kind) {
        List<String> bodies =
                List.of("", "{}", "[]", "{'status':'thinking','type':'response.thinking'}");
        assertThat(bodies)
                .allSatisfy(body ->
                        assertThat(protocol(kind).told(remote(kind, "a"), Played.json(body)))
                                .isInstanceOfAny(
                                        TaskState.Underway.class, TaskState.Elsewhere.class));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DIRECT")
    void nobodyIsNamedForACallbackThatCannotCome(UpstreamKind kind) {
        Request request = protocol(kind).submit(upstream(kind), Played.withoutCallback(task(kind)));

        assertThat(request.url().toString() + request.body().text())
                .doesNotContain("webhook")
                .doesNotContain("us.example");
    }

    @Test
    void aLongInputGoesAlongByteForByte() {
        Payload input = Played.json("{ 'n' : 1.00, 'text':'%s' }".formatted("x".repeat(1 << 20)));
        NewTask task =
                new NewTask(
                        Played.JOB,
                        Operation.CHAT,
                        "o/m",
                        Played.json(CHAT),
                        Optional.of(input),
                        Optional.empty());

        assertThat(protocol(UpstreamKind.FAL).submit(upstream(UpstreamKind.FAL), task).body())
                .isEqualTo(input);
        assertThat(
                        protocol(UpstreamKind.REPLICATE)
                                .submit(upstream(UpstreamKind.REPLICATE), task)
                                .body()
                                .text())
                .isEqualTo("{\"input\":" + input.text() + "}");
    }
}
