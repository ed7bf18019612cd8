package dev.ringback.store.lists;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.kernel.port.Store;
import dev.ringback.store.OneConnection;
import dev.ringback.store.PostgresOwner;
import dev.ringback.store.PostgresServer;
import dev.ringback.store.node.PostgresAddress;
import dev.ringback.store.postgres.PostgresReaders;
import dev.ringback.store.rows.Dialect;
import dev.ringback.store.rows.Session;
import dev.ringback.store.sqlite.SqliteFile;
import dev.ringback.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents behind a prefix are found by their key, however many others there are. */
final class DocumentPlansTest {

    private static final int EACH = 5_000;
    private static final List<String> PREFIXES = List.of("0a.any.", "0a.7f.", "ff.7f.");

    @TempDir Path directory;

    private static void fill(Store store) {
        for (String prefix : PREFIXES) {
            Document[] documents =
                    IntStream.range(0, EACH)
                            .mapToObj(i -> Sequence.text(prefix, i) + ".key")
                            .map(id ->
                                    Document.create(
                                            "wait", ProjectId.DEFAULT, id, Payload.of("{}")))
                            .toArray(Document[]::new);
            store.commit(List.of(Change.put(documents)));
        }
    }

    private static List<Document> ask(Dialect dialect, Session session, Optional<String> after) {
        var query =
                new DocumentQuery("wait", ProjectId.DEFAULT, PREFIXES.get(1), false, after, 1000);
        return new KeptDocuments(dialect, session).documents(query);
    }

    private static void askTwice(Dialect dialect, Session session) {
        List<Document> page = ask(dialect, session, Optional.empty());
        assertThat(page).hasSize(1000).allMatch(each -> each.id().startsWith(PREFIXES.get(1)));
        assertThat(ask(dialect, session, Optional.of(page.getLast().id()))).hasSize(1000);
    }

    @Test
    void sqliteGoesToThePrefix() throws SQLException {
        try (Store store = SqliteStore.open(directory)) {
            fill(store);
        }
        try (Connection connection = new SqliteFile(directory.resolve("ringback.db")).writer()) {
            Explaining session =
                    new Explaining(new OneConnection(connection), "EXPLAIN QUERY PLAN ", 4);
            askTwice(Dialect.SQLITE, session);
            assertThat(session.plans())
                    .hasSize(2)
                    .allMatch(plan ->
                            plan.contains("USING PRIMARY KEY (kind=? AND project=? AND id>?"));
        }
    }

    @Test
    void postgresGoesToThePrefix() throws SQLException {
        String url = PostgresServer.freshDatabase();
        try (Store store = PostgresOwner.open(url)) {
            fill(store);
        }
        PostgresServer.executeIn(url, "ANALYZE document");
        try (PostgresReaders readers = PostgresReaders.apart(PostgresAddress.parse(url), 1)) {
            Explaining session = new Explaining(readers, "EXPLAIN ", 1);
            askTwice(Dialect.POSTGRES, session);
            assertThat(session.plans())
                    .noneMatch(plan -> plan.contains("Seq Scan"))
                    .noneMatch(plan -> plan.contains("Sort"))
                    .anyMatch(plan -> plan.contains("using document_pkey"))
                    .anyMatch(
                            plan -> plan.contains("Index Cond") && plan.contains("id >= '0a.7f."));
        }
    }
}
