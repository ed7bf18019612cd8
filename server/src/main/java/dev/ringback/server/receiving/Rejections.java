package dev.ringback.server.receiving;

import dev.ringback.kernel.memory.NoRoomException;
import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Ids;
import dev.ringback.kernel.time.Time;
import dev.ringback.protocol.providers.request.RejectReason;
import dev.ringback.server.receiving.Rejected.Arrival;
import dev.ringback.server.sources.Source;
import dev.ringback.server.sources.SourceLimits;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Keeps requests that were not taken in, for a week, so that their owner can find out why and take
 * them in after all. How much of a source is kept is bounded: so much at once, and as much again in
 * a week. Beyond that they are refused all the same, and only counted.
 */
public final class Rejections {

    private static final long REFILL =
            SourceLimits.REJECTED_KEPT.toNanos() / SourceLimits.REJECTED_BYTES;

    /** Those of a piece when they are counted. */
    private static final int COUNTED = 500;

    private static final int MOST_PIECES = 20;

    /** A body is there as it came, as it is kept, and in what is tried to find what would fit. */
    private static final long TIMES = 4;

    private final Store store;
    private final Commits commits;
    private final RejectedCodec codec;
    private final Time time;
    private final Ids ids;
    // The moment at which the bytes of a source are all there again, in nanoseconds.
    private final Map<String, Long> fullAt = new ConcurrentHashMap<>();

    Rejections(Store store, Commits commits, RejectedCodec codec, Time time, Ids ids) {
        this.store = store;
        this.commits = commits;
        this.codec = codec;
        this.time = time;
        this.ids = ids;
    }

    /** Why a request was not taken in. */
    record Why(RejectReason reason, String detail) {}

    /**
     * Keeps one, unless there are too many of its source.
     *
     * @param size bytes of the whole body; -1 when it was not read
     * @param near finds out what would have made it right; asked only when it is kept
     */
    void add(
            Source source,
            Why why,
            Arrival arrival,
            long size,
            Optional<InetAddress> address,
            Supplier<Optional<String>> near) {
        Arrival kept = bounded(arrival);
        if (permits(source.id(), bytes(kept)) && isRoomFor(kept)) {
            keep(source, why, kept, size, address, near);
        }
    }

    /** It is refused in any case; what cannot be kept is not worth a failure. */
    private static boolean isRoomFor(Arrival arrival) {
        try {
            RoomOfThread.take(TIMES * bytes(arrival));
            return true;
        } catch (NoRoomException _) {
            return false;
        }
    }

    private void keep(
            Source source,
            Why why,
            Arrival kept,
            long size,
            Optional<InetAddress> address,
            Supplier<Optional<String>> near) {
        Rejected rejected =
                new Rejected(
                        RejectedCodec.id(ids.next()),
                        source.id(),
                        time.now(),
                        why.reason(),
                        why.detail(),
                        near.get(),
                        address.map(InetAddress::getHostAddress),
                        kept,
                        size,
                        kept.body().size());
        Instant end = time.steady().plus(SourceLimits.REJECTED_KEPT);
        var _ = commits.commit(codec.keep(rejected, source.project(), end));
    }

    private static long bytes(Arrival arrival) {
        long headers =
                arrival.headers().stream()
                        .mapToLong(each -> each.name().length() + each.value().length())
                        .sum();
        return Math.max(SourceLimits.REJECTED_LEAST, headers + arrival.body().size());
    }

    private boolean permits(String source, long bytes) {
        long now = time.nanos();
        long week = SourceLimits.REJECTED_KEPT.toNanos();
        long[] permitted = {0};
        fullAt.compute(
                source,
                (_, full) -> {
                    long missing = full == null ? 0 : Math.clamp(full - now, 0, week);
                    if (missing + bytes * REFILL > week) {
                        return now + missing;
                    }
                    permitted[0] = 1;
                    return now + missing + bytes * REFILL;
                });
        return permitted[0] == 1;
    }

    private static Arrival bounded(Arrival arrival) {
        List<Header> headers = new ArrayList<>();
        int left = SourceLimits.REJECTED_HEADERS;
        for (Header header : arrival.headers()) {
            left -= header.name().length() + header.value().length();
            if (left >= 0) {
                headers.add(header);
            }
        }
        return new Arrival(
                arrival.method(),
                arrival.target(),
                arrival.url(),
                headers,
                arrival.body().excerpt(SourceLimits.REJECTED_BODY));
    }

    /**
     * A page of those of a source, the newest first, without their bodies.
     *
     * @param before only those with smaller ids; the last of the page before
     */
    public List<Rejected> list(Source source, Optional<String> before, int limit) {
        var query =
                new DocumentQuery(
                        RejectedCodec.KIND,
                        source.project(),
                        RejectedCodec.prefix(source.id()),
                        true,
                        before.map(id -> RejectedCodec.documentId(source.id(), id)),
                        limit);
        return store.documents(query).stream().map(codec::decode).toList();
    }

    /**
     * Those that were rejected for one reason.
     *
     * @param newestAt when the newest of them came
     */
    public record Counted(RejectReason reason, long count, Instant newestAt) {

        private Counted with(Counted older) {
            return new Counted(reason, count + older.count, newestAt);
        }
    }

    /** The newest 10,000 of a source by their reasons, the reason of the newest first. */
    public List<Counted> counted(Source source) {
        Map<RejectReason, Counted> reasons = new LinkedHashMap<>();
        Optional<String> before = Optional.empty();
        boolean more = true;
        for (int i = 0; i < MOST_PIECES && more; i++) {
            List<Rejected> page = list(source, before, COUNTED);
            for (Rejected each : page) {
                reasons.merge(
                        each.reason(), new Counted(each.reason(), 1, each.at()), Counted::with);
            }
            more = page.size() == COUNTED;
            before = page.isEmpty() ? before : Optional.of(page.getLast().id());
        }
        return List.copyOf(reasons.values());
    }

    /** One of a source, with its body. */
    public Optional<Rejected> find(Source source, String id) {
        return document(RejectedCodec.KIND, source, id)
                .map(codec::decode)
                .map(each -> withBody(source, each));
    }

    /** The same with as much of its body as is kept. */
    Rejected withBody(Source source, Rejected rejected) {
        return document(RejectedCodec.BODIES, source, rejected.id())
                .map(each -> rejected.with(each.body()))
                .orElse(rejected);
    }

    /** What removes one, once it is taken in. */
    Optional<Change> removal(Source source, String id) {
        Optional<Change> body = document(RejectedCodec.BODIES, source, id).map(Change::delete);
        return document(RejectedCodec.KIND, source, id)
                .map(Change::delete)
                .map(head -> body.map(head::and).orElse(head));
    }

    private Optional<Document> document(String kind, Source source, String id) {
        String document = RejectedCodec.documentId(source.id(), id);
        return store.document(kind, source.project(), document);
    }
}
