package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.server.Host;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Projects get another name, and go with everything that is in them. */
class ProjectsOverHttpTest {

    private static final String APP =
            "{'appName':'an-app','url':'http://app.example/','functions':[{'id':'an-app-f','name':'f','triggers':[{'cron':'*"
                    + " * * *"
                    + " *'}],'steps':{'step':{'id':'step','name':'step','runtime':{'type':'http','url':'http://app.example/?fnId=f'}}}}]}";

    private static String chat(String words) {
        return "{'model':'m','messages':[{'role':'user','content':'" + words + "'}]}";
    }

    private static String id(Tenant tenant) {
        return tenant.api().get("/api/v1/projects").json().at("/data/0/id").asString();
    }

    /** Fills a project with one of everything; answers the path of its source. */
    private static String filled(Tenant tenant, RudeReceiver receiver) {
        Api api = tenant.api();
        Hook hook = tenant.hook(receiver);
        for (int i = 0; i < 30; i++) {
            tenant.publish("a.b");
        }
        String source = "{'provider':'github','secrets':['s']}";
        String url = api.post("/api/v1/sources", source).expect(201).text("url");
        api.post("/fn/register", APP).expect(200);
        tenant.uploaded("{}").expect(200);
        api.post("/api/v1/replays", "{'filter':{}}", new Header("Idempotency-Key", "k"))
                .expect(202);
        api.post("/v1/slow/chat/completions", chat("one")).expect(200);
        api.post("/v1/slow/group/chat/completions", "{'requests':[" + chat("two") + "]}");
        api.get(hook.path()).expect(200);
        return URI.create(url).getPath();
    }

    /** In which tables there is anything of a project, with how much. */
    private static void awaitNothingOf(String project, Path database) {
        var left = new AtomicReference<>(Map.<String, Integer>of());
        try {
            Eventually.until(
                    "nothing is left of it",
                    () -> {
                        left.set(left(database, project));
                        return left.get().isEmpty();
                    });
        } catch (AssertionError e) {
            throw new AssertionError("rows of it that are there still: " + left.get(), e);
        }
    }

    private static Map<String, Integer> left(Path database, String project) {
        Map<String, Integer> found = new HashMap<>();
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:file:" + database + "?mode=ro");
                Statement statement = connection.createStatement()) {
            for (String table : tables(statement)) {
                String sql = "SELECT count(*) FROM " + table + " WHERE project = '" + project + "'";
                try (ResultSet row = statement.executeQuery(sql)) {
                    if (row.getInt(1) > 0) {
                        found.put(table, row.getInt(1));
                    }
                }
            }
            try (ResultSet row =
                    statement.executeQuery(
                            "SELECT count(*) FROM attempt WHERE call NOT IN (SELECT id FROM"
                                    + " call)")) {
                if (row.getInt(1) > 0) {
                    found.put("attempt", row.getInt(1));
                }
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return found;
    }

    private static List<String> tables(Statement statement) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet rows =
                statement.executeQuery(
                        "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"
                                + " WHERE m.type = 'table' AND c.name = 'project'")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        assertThat(tables).contains("event", "call", "document", "call_count_kept", "fresh_count");
        return tables;
    }

    @Test
    void aProjectGetsAnotherNameFromWhoeverIsItsAdmin() {
        try (var ringback = Ringback.start(Ringback.PRIVATE)) {
            Tenant tenant = ringback.tenant();
            String path = "/api/v1/projects/" + id(tenant);
            assertThat(tenant.api().patch(path, "{'name':'shop'}").expect(200).text("name"))
                    .isEqualTo("shop");
            assertThat(ringback.admin().patch(path, "{'name':'shop 2'}").expect(200).text("name"))
                    .isEqualTo("shop 2");
            assertThat(tenant.api().get(path).text("name")).isEqualTo("shop 2");
            ringback.admin().patch(path, "{'name':' '}").expect(422);
            ringback.tenant().api().patch(path, "{'name':'mine'}").expect(404);
            ringback.admin().patch("/api/v1/projects/default", "{'name':'own'}").expect(200);
        }
    }

    @Test
    void aProjectGoesWithAllThatIsInItAndNoOtherIsTouched() {
        var never = new CountDownLatch(1);
        try (var receiver = RudeReceiver.start(Behaviour.OK);
                var stub = StubUpstream.start().plays(Script.after(never, Script.says("done")));
                var ringback = Ringback.start(Ringback.asking(stub))) {
            Tenant kept = ringback.tenant();
            filled(kept, receiver);
            Tenant going = ringback.tenant();
            String source = filled(going, receiver);
            String project = id(going);
            Eventually.until("jobs of both are asked", () -> stub.underWay() >= 2);
            long events = kept.api().read("/api/v1/events?limit=100").json().at("/data").size();

            ringback.admin().delete("/api/v1/projects/" + project).expect(204);

            going.api().get("/api/v1/events").expect(401);
            ringback.admin().get("/api/v1/projects/" + project).expect(404);
            ringback.admin().delete("/api/v1/projects/" + project).expect(404);
            var header = new Header("X-Ringback-Project", project);
            ringback.admin().call("GET", "/api/v1/keys", Payload.EMPTY, header).expect(404);
            awaitNothingOf(project, ringback.database());
            assertThat(ringback.admin().post(source, "{}").status()).isEqualTo(404);
            assertThat(kept.api().read("/api/v1/events?limit=100").json().at("/data").size())
                    .isGreaterThanOrEqualTo((int) events);
            assertThat(left(ringback.database(), id(kept)))
                    .containsKeys("event", "call", "document");
            String event = kept.publish("a.b");
            Eventually.until(
                    "the other project works on",
                    () ->
                            kept.deliveries("event=" + event).stream()
                                    .allMatch(each ->
                                            each.path("state").asString().equals("succeeded")));
            never.countDown();
        }
    }

    @Test
    void whatIsUnderWayForAProjectIsBrokenOffWithIt() {
        try (var stub = StubUpstream.start().plays(Script.silence());
                var ringback = Ringback.start(Ringback.asking(stub))) {
            Tenant going = ringback.tenant();
            String project = id(going);
            going.api().post("/v1/slow/chat/completions", chat("one")).expect(200);
            Eventually.until("its job is asked", () -> stub.underWay() == 1);

            ringback.admin().delete("/api/v1/projects/" + project).expect(204);

            Eventually.until("the model server sees it", () -> stub.partings() == 1);
        }
    }

    @Test
    void whatIsLeftWhenTheServerStopsInTheMiddleIsRemovedAfterTheNextStart() {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            var first = Ringback.start(Ringback.PRIVATE);
            Tenant going = first.tenant();
            String project = id(going);
            Hook _ = going.hook(receiver);
            StringBuilder many = new StringBuilder("[{'type':'a.b','data':1}");
            many.repeat(",{'type':'a.b','data':1}", 999).append(']');
            for (int i = 0; i < 5; i++) {
                going.api().post("/api/v1/events", many.toString()).expect(202);
            }
            first.admin().delete("/api/v1/projects/" + project).expect(204);
            try (var second = first.restarted(Ringback.PRIVATE, Host.MACHINE)) {
                awaitNothingOf(project, second.database());
                second.admin().get("/api/v1/projects/" + project).expect(404);
            }
        }
    }

    @Test
    void onlyAKeyOfTheInstanceDeletesAProjectAndNeverTheOneThatIsAlwaysThere() {
        try (var ringback = Ringback.start(Ringback.PRIVATE)) {
            Tenant tenant = ringback.tenant();
            tenant.api().delete("/api/v1/projects/" + id(tenant)).expect(403);
            assertThat(ringback.admin().delete("/api/v1/projects/default").expect(409).text("code"))
                    .isEqualTo("default_project");
            tenant.api().delete("/api/v1/projects/default").expect(404);
        }
    }
}
