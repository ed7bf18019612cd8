package dev.ringback.store;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Change.Settle;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.TimeOrderedIds;
import dev.ringback.store.sqlite.SqliteStore;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.UnaryOperator;

/**
 * Measures a store on the path of a delivered event: event and call in one commit, attempt and new
 * state in a later one, 64 changes per commit. Run by hand with the test class path:
 *
 * <pre>
 * java -cp ... dev.ringback.store.StoreBenchmark sqlite DIRECTORY [ITEMS] [BATCH]
 * java -cp ... dev.ringback.store.StoreBenchmark postgres URL [ITEMS] [BATCH]
 * java -cp ... dev.ringback.store.StoreBenchmark backlog DIRECTORY|URL [ITEMS]
 * java -cp ... dev.ringback.store.StoreBenchmark documents DIRECTORY|URL [ITEMS] [BATCH]
 * </pre>
 *
 * <p>An item is one event with one call, and its settling. The processor time is this process's;
 * PostgreSQL's own comes on top. The first quarter warms up and is not counted.
 */
final class StoreBenchmark {

    private static final int LANES = 10;

    private final Store store;
    private final int batch;
    private final Payload payload = Payload.of(new byte[2048]);
    private final Queue<Call> open = new ArrayDeque<>();
    private long next = TimeOrderedIds.floor(Instant.now());

    private StoreBenchmark(Store store, int batch) {
        this.store = store;
        this.batch = batch;
    }

    public static void main(String[] args) throws Exception {
        int items = args.length > 2 ? Integer.parseInt(args[2]) : 200_000;
        int batch = args.length > 3 ? Integer.parseInt(args[3]) : 64;
        try (Store store = open(args[1])) {
            StoreBenchmark benchmark = new StoreBenchmark(store, batch);
            switch (args[0]) {
                case "backlog" -> benchmark.backlog(items);
                case "documents" -> benchmark.documents(items);
                default -> {
                    benchmark.run(items / 4);
                    report(benchmark.run(items));
                }
            }
        }
    }

    private static Store open(String where) throws Exception {
        return where.contains(":")
                ? PostgresOwner.open(where)
                : SqliteStore.open(Files.createDirectories(Path.of(where)));
    }

    private static void report(long[] nanos) {
        System.out.printf(
                "commit p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, longest %.1f ms%n",
                nanos[nanos.length / 2] / 1e6,
                nanos[nanos.length * 99 / 100] / 1e6,
                nanos[nanos.length * 999 / 1000] / 1e6,
                nanos[nanos.length - 1] / 1e6);
    }

    /** Returns how long each commit took, in order of length. */
    private long[] run(int items) {
        long[] commits = new long[2 * (items / batch) + 2];
        long cpu = processorNanos();
        long start = System.nanoTime();
        int count = 0;
        for (int done = 0; done < items; ) {
            List<Change> changes = new ArrayList<>(batch);
            // Accepting and settling share a commit, as they do in the engine.
            while (changes.size() < batch / 2) {
                changes.add(accept(done++));
            }
            while (changes.size() < batch && open.size() > 200) {
                changes.add(settle(open.remove()));
            }
            long before = System.nanoTime();
            store.commit(changes);
            commits[count++] = System.nanoTime() - before;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double processor = (processorNanos() - cpu) / 1e9;
        System.out.printf(
                "%,.0f items/s, %.2f CPU-s per 100,000%n",
                items / seconds, processor * 100_000 / items);
        long[] sorted = Arrays.copyOf(commits, count);
        Arrays.sort(sorted);
        return sorted;
    }

    /** Accepts events without a document and with one each, by turns. */
    private void documents(int items) {
        for (int round = 0; round < 3; round++) {
            accept("plain", items, change -> change);
            accept(
                    "with a document",
                    items,
                    change ->
                            change.and(
                                    Change.put(
                                            Document.create(
                                                            "idempotency",
                                                            ProjectId.DEFAULT,
                                                            "k" + next++,
                                                            Payload.of(new byte[200]))
                                                    .until(Instant.now().plusSeconds(60)))));
        }
    }

    private void accept(String what, int items, UnaryOperator<Change> more) {
        long start = System.nanoTime();
        for (int done = 0; done < items; ) {
            List<Change> changes = new ArrayList<>(batch);
            while (changes.size() < batch) {
                changes.add(more.apply(accept(done++)));
            }
            store.commit(changes);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("%s: %,.0f accepts/s%n", what, items / seconds);
    }

    private void backlog(int items) {
        for (int done = 0; done < items; ) {
            List<Change> changes = new ArrayList<>();
            while (changes.size() < 1000) {
                changes.add(accept(done++));
            }
            store.commit(changes);
        }
        for (int i = 0; i < 3; i++) {
            time("backlog", () -> store.backlog(Optional.empty(), Integer.MAX_VALUE).size());
            time("due", () -> store.due(new LaneId("ep_3"), false, 1000).size());
            time("oldest", () -> store.oldest(new LaneId("ep_3"), 1000).size());
            time("calls of a busy lane", () -> store.calls(of("ep_3")).entries().size());
            time("calls of an idle lane", () -> store.calls(of("nobody")).entries().size());
        }
    }

    private static CallQuery of(String lane) {
        return new CallQuery(
                ProjectId.DEFAULT,
                Optional.of("delivery"),
                Optional.of(new LaneId(lane)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Long.MAX_VALUE,
                100);
    }

    private static void time(String what, java.util.function.IntSupplier work) {
        long start = System.nanoTime();
        int rows = work.getAsInt();
        System.out.printf(
                "%s: %d rows in %.1f ms%n", what, rows, (System.nanoTime() - start) / 1e6);
    }

    private Change accept(int number) {
        Instant now = Instant.now();
        long sequence = next++;
        LaneId lane = new LaneId("ep_" + (number % LANES));
        Event event =
                new Event(
                        sequence,
                        ProjectId.DEFAULT,
                        EventId.of(sequence),
                        "generation.completed",
                        "gen_" + sequence,
                        now,
                        now,
                        Event.JSON,
                        payload);
        Call call = Call.of(new CallId(next++), ProjectId.DEFAULT, "delivery", lane, sequence, now);
        open.add(call);
        return Change.accept(List.of(event), List.of(call));
    }

    private static Change settle(Call call) {
        Instant now = Instant.now();
        Attempt attempt =
                new Attempt(
                        1,
                        now,
                        new Timing(100, 0, 900, 1000),
                        200,
                        "",
                        List.of(
                                new Header("webhook-id", call.id().toString()),
                                new Header("webhook-timestamp", "1760000000"),
                                new Header("content-type", Event.JSON)),
                        List.of(new Header("content-length", "2")),
                        Payload.of("ok"));
        return Change.settle(
                new Settle(call, Optional.of(attempt), new CallState.Succeeded(now), 1));
    }

    private static long processorNanos() {
        return ((com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
