package dev.ringback.server.tasks;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.upstreams.TaskRules;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamKind;
import dev.ringback.server.vault.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a test of a protocol plays with; single quotes stand for double ones in JSON. */
final class Played {

    static final URI CALLBACK = URI.create("https://us.example/in/token?a=b&c");
    static final String JOB = "job-1";

    private Played() {}

    static Upstream upstream(UpstreamKind kind, String base) {
        return Upstream.of("far", URI.create(base), Optional.of(new Secret("key")))
                .withTasks(TaskRules.of(kind));
    }

    static Upstream withSecret(Upstream upstream, String secret) {
        TaskRules rules = upstream.tasks();
        return upstream.withTasks(
                new TaskRules(rules.kind(), rules.deadline(), Optional.of(new Secret(secret))));
    }

    static Payload json(String text) {
        return Payload.of(text.replace('\'', '"'));
    }

    static String text(Payload json) {
        return json.text().replace('"', '\'');
    }

    /** Work that is called back for. */
    static NewTask task(Operation operation, String model, String request) {
        return new NewTask(
                JOB,
                operation,
                model,
                json(request),
                Optional.empty(),
                Optional.of(new NewTask.Callback(CALLBACK, Optional.empty())));
    }

    static NewTask withInput(NewTask task, String input) {
        return new NewTask(
                task.job(),
                task.operation(),
                task.model(),
                task.request(),
                Optional.of(json(input)),
                task.callback());
    }

    static NewTask named(NewTask task, String name) {
        return task.calledBackAt(Optional.of(new NewTask.Callback(CALLBACK, Optional.of(name))));
    }

    static NewTask withoutCallback(NewTask task) {
        return task.calledBackAt(Optional.empty());
    }

    static RemoteTask remote(String id, Operation operation, String model) {
        return new RemoteTask(id, operation, model, JOB);
    }

    static Reply answered(int status, String body) {
        return new Reply.Answered(status, List.of(), json(body), false, Timing.NONE);
    }

    static Reply truncated(String body) {
        return new Reply.Answered(200, List.of(), json(body), true, Timing.NONE);
    }

    static Reply away() {
        return new Reply.Faulted(WireFault.CONNECT_FAILED, "connection refused", Timing.NONE);
    }

    /** Replies that say nothing of a task, and are handed on as they are. */
    static Stream<Reply> refusals() {
        return Stream.of(
                answered(301, ""),
                answered(302, "{'id':'a','request_id':'a','status':'succeeded','state':'Success'}"),
                answered(401, "{'detail':'Unauthenticated'}"),
                answered(404, "{}"),
                answered(429, "{'detail':'slow down'}"),
                answered(500, "{'id':'a','request_id':'a','status':'succeeded'}"),
                answered(503, "<html>"),
                away());
    }

    /** Replies of 2xx that make no sense. */
    static Stream<Reply> nonsense() {
        return Stream.of(
                        "",
                        " ",
                        "<html>",
                        "null",
                        "7",
                        "'a'",
                        "[]",
                        "[{'id':'a'}]",
                        "{}",
                        "{'id':null,'request_id':null,'status':null}",
                        "{'id':7,'request_id':7,'status':7,'state':7}",
                        "{'id':{'a':1},'request_id':[],'status':{}}",
                        "{'id':'a','id':'b','request_id':'a','request_id':'b','status':'succeeded'}",
                        "{'id':'a','request_id':'a','status':'succeeded','output':")
                .map(body -> answered(200, body));
    }

    /** Texts that are no ids, as they stand in JSON. */
    static Stream<String> absurdIds() {
        return Stream.of("", " ", "\t\\t", ".", "..", "a\\u0000b", "a\\nb", "x".repeat(10_000));
    }

    static String line(Request request) {
        return request.method() + " " + request.url();
    }

    static Optional<String> header(Request request, String name) {
        return Header.first(request.headers(), name);
    }

    static Duration brief() {
        return Duration.ofSeconds(30);
    }
}
