package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.Host;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Batches, groups, fallbacks and restarts while an upstream calls back. */
class CallbacksBesidesTest {

    @AutoClose private final PlayedUpstream played = PlayedUpstream.start(new PlayedReplicate());
    @AutoClose private final StubUpstream direct = StubUpstream.start();

    private Map<String, List<String>> flags() {
        Map<String, List<String>> flags = new HashMap<>(Ringback.PRIVATE);
        flags.put("upstream", List.of("far=" + played.baseUrl(), "near=" + direct.baseUrl()));
        flags.put("upstream-kind", List.of("far=replicate"));
        flags.put("upstream-retries", List.of("far=none", "near=none"));
        return flags;
    }

    private Map<String, List<String>> withFallback() {
        Map<String, List<String>> flags = flags();
        flags.put("upstream-fallback", List.of("far=near/other"));
        return flags;
    }

    private static String chat(String content) {
        return "{'model':'far/owner/name','messages':[{'role':'user','content':'%s'}]}"
                .formatted(content);
    }

    private static String submitted(Api api, String content) {
        return api.post("/v1/slow/chat/completions", chat(content)).expect(200).text("id");
    }

    private List<PlayedTask> taken(int count) {
        return IntStream.range(0, count).mapToObj(_ -> played.next()).toList();
    }

    /** Each is answered by what it asked. */
    private void end(List<PlayedTask> tasks) {
        tasks.reversed()
                .forEach(task ->
                        assertThat(
                                        played.callsBack(
                                                        task.succeeds(
                                                                "'re: %s'".formatted(prompt(task))))
                                                .status())
                                .isEqualTo(200));
    }

    private static String prompt(PlayedTask task) {
        return task.request().at("input").text("prompt").orElseThrow();
    }

    private static JsonNode ended(Api api, String job) {
        String path = "/v1/generation/" + job;
        Tenant.until("it ends", () -> !api.read(path).json().path("finishedAt").isNull());
        return api.read(path).json();
    }

    private static boolean isKnown(Api api, String job) {
        return !api.read("/api/v1/jobs/" + job).json().path("attempts").isEmpty();
    }

    private static String said(JsonNode generation) {
        return generation.at("/response/choices/0/message/content").asString();
    }

    private static List<String> types(Tenant tenant) {
        return new ReceivingSite(tenant).types();
    }

    @Test
    void eachLineOfABatchIsATaskAndHasItsOwnAnswer() {
        try (Ringback ringback = Ringback.start(flags())) {
            Tenant tenant = ringback.tenant();
            String lines =
                    IntStream.rangeClosed(1, 20)
                            .mapToObj(line ->
                                    Api.quoted(
                                            "{'custom_id':'r%d','method':'POST','url':'/v1/chat/completions','body':%s}"
                                                    .formatted(line, chat("q" + line))))
                            .collect(Collectors.joining("\n"));
            String file = tenant.uploaded(lines).expect(200).text("id");
            String batch =
                    tenant.api()
                            .post(
                                    "/v1/batches",
                                    "{'input_file_id':'%s','endpoint':'/v1/chat/completions','completion_window':'24h'}"
                                            .formatted(file))
                            .expect(200)
                            .text("id");
            end(taken(20));
            String path = "/v1/batches/" + batch;
            Tenant.until(
                    "it ends", () -> tenant.api().read(path).text("status").equals("completed"));

            JsonNode ended = tenant.api().read(path).json();
            assertThat(ended.at("/request_counts/completed").asInt()).isEqualTo(20);
            String output =
                    tenant.api()
                            .read(
                                    "/v1/files/"
                                            + ended.path("output_file_id").asString()
                                            + "/content")
                            .body()
                            .text();
            for (String line : output.lines().toList()) {
                JsonNode json = Answer.JSON.readTree(line);
                String number = json.path("custom_id").asString().substring(1);
                assertThat(json.at("/response/body/choices/0/message/content").asString())
                        .isEqualTo("re: q" + number);
            }
            assertThat(output.lines()).hasSize(20);
            assertThat(types(tenant)).containsExactly("batch.completed");
            assertThat(played.taken()).isEqualTo(20);
        }
    }

    @Test
    void aGroupEndsWhenAllOfItsTasksHave() {
        try (Ringback ringback = Ringback.start(flags())) {
            Tenant tenant = ringback.tenant();
            String requests =
                    IntStream.range(0, 5)
                            .mapToObj(each -> chat("q" + each))
                            .collect(Collectors.joining(","));
            Answer group =
                    tenant.api()
                            .post(
                                    "/v1/slow/group/chat/completions",
                                    "{'requests':[" + requests + "]}")
                            .expect(200);
            List<PlayedTask> tasks = taken(5);
            end(tasks.subList(0, 4));
            played.callsBack(tasks.get(4).fails("no such voice"));
            Tenant.until("it is told", () -> types(tenant).contains("slow-group.completed"));

            JsonNode generations =
                    tenant.api()
                            .read("/v1/slow/group/" + group.text("groupId") + "/generations")
                            .json();
            assertThat(generations.toString()).contains("re: q", "no such voice");
            assertThat(types(tenant)).containsOnlyOnce("slow-group.completed");
        }
    }

    @Test
    void whatAnUpstreamDoesNotTakeGoesToItsFallback() {
        direct.plays(Script.completion("Paris"));
        played.submits(Script.error(500, "full"));
        try (Ringback ringback = Ringback.start(withFallback())) {
            Api api = ringback.tenant().api();
            String job = submitted(api, "hi");

            assertThat(said(ended(api, job))).isEqualTo("Paris");
            assertThat(played.taken()).isZero();
            assertThat(direct.asked().getFirst().json().at("model").text()).contains("other");
        }
    }

    @Test
    void whatAnUpstreamHasTakenAndFailsLaterGoesToItsFallback() {
        direct.plays(Script.completion("Paris"));
        try (Ringback ringback = Ringback.start(withFallback())) {
            Tenant tenant = ringback.tenant();
            String job = submitted(tenant.api(), "hi");
            PlayedTask task = played.next().fails("no GPU");
            played.callsBack(task);
            assertThat(said(ended(tenant.api(), job))).isEqualTo("Paris");
            assertThat(played.callsBack(task).status()).isEqualTo(200);
            String last = submitted(tenant.api(), "ho");
            played.callsBack(played.next().succeeds("'Rome'"));

            assertThat(said(ended(tenant.api(), last))).isEqualTo("Rome");
            assertThat(direct.asked()).hasSize(1);
            assertThat(types(tenant)).hasSize(2);
        }
    }

    @Test
    void jobsThatWaitOutliveARestartAndEndOnce() {
        Map<String, List<String>> flags = flags();
        Ringback first = Ringback.start(flags);
        Tenant tenant = first.tenant();
        List<String> jobs =
                IntStream.range(0, 10)
                        .mapToObj(each -> submitted(tenant.api(), "q" + each))
                        .toList();
        List<PlayedTask> tasks = taken(10);
        // What the server has not heard of yet would be handed over once more.
        jobs.forEach(
                job -> Tenant.until("it is known to be there", () -> isKnown(tenant.api(), job)));
        try (Ringback second = first.restarted(flags, Host.MACHINE)) {
            Api api = new Api(second.uri(), tenant.api().key());
            played.reaches(second.uri());
            end(tasks);
            end(tasks);
            var answers = new HashSet<String>();
            for (String job : jobs) {
                answers.add(said(ended(api, job)));
            }
            assertThat(answers).hasSize(10).allMatch(answer -> answer.startsWith("re: q"));
            assertThat(played.taken()).isEqualTo(10);
            assertThat(types(new Tenant(api))).hasSize(10).containsOnly("generation.completed");
        }
    }
}
