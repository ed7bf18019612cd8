package dev.ringback.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.PatientPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Kill -9 while a deleted project is removed: what is left goes after the next start. */
@Execution(ExecutionMode.SAME_THREAD)
@ResourceLock("child processes")
class DeletedProjectCrashTest {

    private static final int REQUESTS = 8;
    private static final int EVENTS = 1_000;
    private static final List<String> TABLES = List.of("event", "call", "document");

    /** Asks the database itself, beside the server. */
    private interface Database {
        Connection open() throws SQLException;
    }

    @Test
    void onTheEmbeddedStore(@TempDir Path directory) {
        try (Site site = Site.at(directory, () -> Duration.ZERO)) {
            String url = "jdbc:sqlite:file:" + site.data().resolve("ringback.db") + "?mode=ro";
            deletedInTheMiddle(site, () -> DriverManager.getConnection(url));
        }
    }

    @Test
    void onPostgres(@TempDir Path directory) throws IOException {
        try (EmbeddedPostgres postgres = PatientPostgres.start();
                Site site =
                        Site.at(directory, () -> Duration.ZERO)
                                .on(
                                        "postgresql://postgres@localhost:%d/postgres"
                                                .formatted(postgres.getPort()))) {
            deletedInTheMiddle(site, () -> postgres.getPostgresDatabase().getConnection());
        }
    }

    private static void deletedInTheMiddle(Site site, Database database) {
        site.start();
        String staying = site.endpoint("/staying", "order.*");
        site.publish("stays-", 0, 100);
        String project = filled(site);
        int all = left(database, project);
        assertThat(all).isGreaterThan(2 * REQUESTS * EVENTS);

        assertThat(site.api().delete("/api/v1/projects/" + project)).isEqualTo(204);
        site.kill();
        int afterOne = left(database, project);
        site.start();
        Eventually.until("it goes on", () -> left(database, project) <= afterOne / 2);
        site.kill();
        int afterTwo = left(database, project);
        site.start();
        Eventually.until("nothing is left of it", () -> left(database, project) == 0);

        assertThat(site.api().statusOf("/api/v1/projects/" + project)).isEqualTo(404);
        assertThat(site.all("/api/v1/events?limit=100&event_type=order.*")).hasSize(100);
        assertThat(site.api().get("/api/v1/endpoints/" + staying).get("id").asString())
                .isEqualTo(staying);
        System.out.printf("of %d rows %d and then %d were left%n", all, afterOne, afterTwo);
    }

    /** A project with an endpoint and many events, none of which is delivered. */
    private static String filled(Site site) {
        String project =
                site.api().post("/api/v1/projects", "{\"name\":\"going\"}").get("id").asString();
        String hook =
                "{\"url\":\"%s\",\"event_types\":[\"*\"]}".formatted(site.receiver().url("/going"));
        String endpoint = posted(site, project, "/api/v1/endpoints", hook);
        posted(site, project, "/api/v1/endpoints/" + endpoint + "/pause", "");
        String events =
                IntStream.range(0, EVENTS)
                        .mapToObj(_ -> "{\"type\":\"a.b\",\"data\":1}")
                        .collect(Collectors.joining(",", "[", "]"));
        for (int i = 0; i < REQUESTS; i++) {
            posted(site, project, "/api/v1/events", events);
        }
        return project;
    }

    private static String posted(Site site, String project, String path, String body) {
        Api.Answer answer =
                site.api().tryToPost(path, body, "X-Ringback-Project", project).orElseThrow();
        assertThat(answer.status()).as(answer.body()).isLessThan(300);
        return answer.json().path("id").asString("");
    }

    private static int left(Database database, String project) {
        String sql =
                TABLES.stream()
                        .map(table ->
                                "SELECT count(*) FROM %s WHERE project = '%s'"
                                        .formatted(table, project))
                        .collect(Collectors.joining(") + (", "SELECT (", ")"));
        try (Connection connection = database.open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
