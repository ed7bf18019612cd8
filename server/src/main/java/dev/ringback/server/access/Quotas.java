package dev.ringback.server.access;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.net.http.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * The storage quotas of projects, and the room that there is at all. What was accepted is always
 * carried to its end, and deleting is always possible; only what is new is refused.
 *
 * <p>What a project has is read now and then, and added to in between as it is committed.
 */
public final class Quotas implements Quota, Follower {

    private static final Header LATER = new Header("Retry-After", "60");
    private static final long FRESH = Duration.ofSeconds(1).toNanos();

    private final ToLongFunction<ProjectId> stored;
    private final long most;
    private final LongSupplier free;
    private final LongSupplier nanos;
    private final Map<ProjectId, Used> used = new ConcurrentHashMap<>();

    private record Used(long bytes, long at) {

        Used and(long more) {
            return new Used(bytes + more, at);
        }
    }

    /**
     * Wires.
     *
     * @param stored how many bytes a project has on disk
     * @param most how many it may have; {@link Long#MAX_VALUE} for any number
     * @param free how many bytes can be written before the disk is too full
     * @param nanos a steady clock
     */
    public Quotas(
            ToLongFunction<ProjectId> stored, long most, LongSupplier free, LongSupplier nanos) {
        this.stored = stored;
        this.most = most;
        this.free = free;
        this.nanos = nanos;
    }

    @Override
    public Optional<Refusal> refusal(ProjectId project) {
        if (free.getAsLong() <= 0) {
            return full(
                    "disk_low",
                    "the server's disk is nearly full; nothing new is stored until there is room");
        }
        return most < Long.MAX_VALUE && used(project) >= most
                ? full(
                        "quota_exceeded",
                        ("the project stores %d bytes, and may store %d; delete files, or wait"
                                        + " until old events are no longer kept")
                                .formatted(used(project), most))
                : Optional.empty();
    }

    @Override
    public void committed(Change change) {
        for (Event event : change.events()) {
            add(event.project(), event.bytes());
        }
        for (Document document : change.puts()) {
            add(document.project(), document.body().size());
        }
    }

    private void add(ProjectId project, long bytes) {
        used.computeIfPresent(project, (_, known) -> known.and(bytes));
    }

    private long used(ProjectId project) {
        Used known = used.get(project);
        long now = nanos.getAsLong();
        if (known != null && now - known.at < FRESH) {
            return known.bytes;
        }
        try {
            Used read = new Used(stored.applyAsLong(project), now);
            used.put(project, read);
            return read.bytes;
        } catch (StoreException _) {
            // Whoever is let through for that finds out by itself.
            return known == null ? 0 : known.bytes;
        }
    }

    private static Optional<Refusal> full(String code, String detail) {
        return Optional.of(new Refusal(507, code, detail, List.of(LATER)));
    }
}
