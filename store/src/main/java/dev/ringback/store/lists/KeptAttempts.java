package dev.ringback.store.lists;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.AttemptHead;
import dev.ringback.kernel.model.CallId;
import dev.ringback.store.rows.Dialect;
import dev.ringback.store.rows.Rows;
import dev.ringback.store.rows.Session;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/** The attempts of calls, of one or of many at once. */
record KeptAttempts(Dialect dialect, Session session) {

    List<Attempt> of(CallId call) {
        return session.query(
                "SELECT %s FROM attempt a WHERE %sa.call = ? ORDER BY a.number"
                        .formatted(Rows.ATTEMPT, dialect.partitions("a.partition")),
                List.of(call.value()),
                Rows::attempt);
    }

    /** The last of each; no more than a few go before it. */
    List<AttemptHead> last(Collection<CallId> calls) {
        List<AttemptHead> all =
                session.query(
                        "SELECT a.call, a.number, a.status, a.error FROM attempt a WHERE %s%s"
                                .formatted(
                                        dialect.partitions("a.partition"), dialect.among("a.call")),
                        List.of(dialect.list(calls.stream().map(CallId::value).toList())),
                        row ->
                                new AttemptHead(
                                        new CallId(row.getLong(1)),
                                        row.getInt(2),
                                        row.getInt(3),
                                        row.getString(4)));
        Map<CallId, AttemptHead> last = new HashMap<>();
        var later = BinaryOperator.maxBy(Comparator.comparingInt(AttemptHead::number));
        all.forEach(attempt -> last.merge(attempt.call(), attempt, later));
        return List.copyOf(last.values());
    }
}
