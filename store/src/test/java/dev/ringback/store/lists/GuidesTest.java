package dev.ringback.store.lists;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.store.OneConnection;
import dev.ringback.store.rows.Dialect;
import dev.ringback.store.rows.Range;
import dev.ringback.store.rows.Schema;
import dev.ringback.store.rows.Session;
import dev.ringback.store.rows.Span;
import dev.ringback.store.sqlite.SqliteFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A guide leads to every span in which there is something, and to more of them than fit at once.
 */
final class GuidesTest {

    private static final int SPANS = 1500;

    @TempDir Path directory;

    private Connection connection;
    private Statement statement;
    private Session session;

    @BeforeEach
    void open() throws SQLException {
        connection = new SqliteFile(directory.resolve("ringback.db")).writer();
        statement = connection.createStatement();
        session = new OneConnection(connection);
        Schema.sqlite().apply(connection);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void countsLeadToEverySpan() throws SQLException {
        dead(span -> span % 2 == 0);
        assertThat(spans(counts())).isEqualTo(expected(span -> span % 2 == 0));
    }

    @Test
    void typesLeadToEverySpanOfEach() throws SQLException {
        type("order.paid", span -> span % 2 == 0);
        type("order.gone", span -> span % 5 == 0);
        type("user.gone", span -> span % 7 == 0);
        assertThat(spans(types("order.*", "")))
                .isEqualTo(expected(span -> span % 2 == 0 || span % 5 == 0));
        assertThat(spans(types("*", "order.*"))).isEqualTo(expected(span -> span % 7 == 0));
    }

    @Test
    void bothLeadToWhereThereIsOneAndTheOther() throws SQLException {
        type("order.paid", span -> span % 2 == 0);
        type("order.gone", span -> span % 5 == 0);
        dead(span -> span % 3 == 0);
        assertThat(spans(new BothGuides(types("order.*", ""), counts())))
                .isEqualTo(expected(span -> (span % 2 == 0 || span % 5 == 0) && span % 3 == 0));
    }

    @Test
    void manyTypesAreNoGuide() throws SQLException {
        for (int i = 0; i < 64; i++) {
            type("order." + i, span -> span == 7);
        }
        assertThat(typeGuide("order.*", "")).isPresent();
        type("order.64", span -> span == 8);
        assertThat(typeGuide("order.*", "")).isEmpty();
        assertThat(typeGuide("*", "order.6*")).isPresent();
    }

    @Test
    void stepsLeadOverGapsToEveryEvent() throws SQLException {
        List<Long> full = List.of(1400L, 1399L, 70L, 0L);
        for (long span : full) {
            statement.execute(
                    """
                    INSERT INTO event (sequence, project, type, subject, occurred_at, accepted_at,
                        content_type, payload)
                    VALUES (%d, 'default', 'x', '', 0, 0, '', x'')\
                    """
                            .formatted(Span.first(span) + 5));
        }
        QueryConditions selection = new QueryConditions(Dialect.SQLITE);
        EventQuery all = EventQuery.of(ProjectId.DEFAULT, 1);
        Guide steps = new StepGuide(session, range -> selection.newestEvents(all, range));
        assertThat(spans(steps)).containsAll(full).hasSizeLessThan(SPANS / 4);
    }

    /** Calls that wait are everywhere. */
    private void dead(LongPredicate where) throws SQLException {
        for (long span = 0; span < SPANS; span++) {
            statement.execute(
                    "INSERT INTO call_count_kept VALUES ('default', 'delivery', '', %d, 1, 0, %d, 0)"
                            .formatted(span, where.test(span) ? 1 : 0));
        }
    }

    private void type(String name, LongPredicate where) throws SQLException {
        for (long span : expected(where)) {
            statement.execute(
                    "INSERT INTO type_span VALUES ('default', '%s', %d)".formatted(name, span));
        }
    }

    private CountGuide counts() {
        return new CountGuide(
                session,
                new CallQuery(
                        ProjectId.DEFAULT,
                        Optional.of("delivery"),
                        Optional.empty(),
                        Optional.of(StateName.DEAD),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Long.MAX_VALUE,
                        100));
    }

    private TypeGuide types(String glob, String except) {
        return typeGuide(glob, except).orElseThrow();
    }

    private Optional<TypeGuide> typeGuide(String glob, String except) {
        return TypeGuide.of(
                session,
                Dialect.SQLITE,
                ProjectId.DEFAULT,
                Optional.of(glob),
                Optional.of(except).filter(each -> !each.isEmpty()));
    }

    /** The newest first. */
    private static List<Long> expected(LongPredicate where) {
        return LongStream.range(0, SPANS).filter(where).boxed().toList().reversed();
    }

    private static List<Long> spans(Guide guide) {
        Range all = new Range(0, Span.first(SPANS), false);
        var pieces = new Pieces(Optional.empty(), List.of(all), _ -> guide);
        List<Long> spans = new ArrayList<>();
        for (var piece = pieces.next(); piece.isPresent(); piece = pieces.next()) {
            Range range = piece.get().range();
            long lowest = Span.of(range.from());
            for (long span = Span.of(range.below() - 1); span >= lowest; span--) {
                spans.add(span);
            }
        }
        return spans;
    }
}
