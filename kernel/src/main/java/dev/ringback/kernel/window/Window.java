package dev.ringback.kernel.window;

import dev.ringback.kernel.attempt.HeldCall;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.port.QueuePlace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The calls of a lane that are held in memory: the first few in some order, while the rest stays on
 * disk. Confined to the lock of its lane.
 *
 * <p>The <em>horizon</em> says where the disk begins: every call that waits on disk and is not held
 * here has a place that is not before it. What is held before the horizon may run; for the rest,
 * the disk must be read first. Calls that are left there because others come before them are not
 * counted: they are passed over, and somebody else finds them.
 */
public final class Window {

    /** Which calls, in which order. */
    public enum Order {
        /** Those that had no attempt yet, by due time. */
        FRESH,
        /** Those that had one, by due time. */
        RETRIES,
        /** All of them, the oldest first. */
        AGE;

        long key(Call call) {
            return switch (this) {
                case FRESH, RETRIES -> call.dueAt().toEpochMilli();
                case AGE -> call.id().value();
            };
        }
    }

    /** What is first. */
    public sealed interface Head {
        record Ready(HeldCall item) implements Head {}

        record Later(Instant at) implements Head {}

        record OnDisk() implements Head {}

        record Nothing() implements Head {}
    }

    private final Order order;
    private final int capacity;
    private final TreeMap<WindowKey, HeldCall> items = new TreeMap<>();
    private final Map<CallId, WindowKey> keys = new HashMap<>();
    private WindowKey horizon = WindowKey.END;

    private boolean loading;
    private WindowKey passedWhileLoading = WindowKey.END;
    private final Set<CallId> goneWhileLoading = new HashSet<>();

    Window(Order order, int capacity) {
        this.order = order;
        this.capacity = capacity;
    }

    public Order order() {
        return order;
    }

    /** Whether no call waits, here or on disk. */
    boolean isExhausted() {
        return items.isEmpty() && isWhole();
    }

    /** Says that calls wait on disk, none of them before this key. */
    void onDiskFrom(long key) {
        onDiskFrom(WindowKey.of(key));
    }

    private void onDiskFrom(WindowKey key) {
        horizon = horizon.orBefore(key);
        passedWhileLoading = passedWhileLoading.orBefore(key);
    }

    /**
     * Takes a call that has just been committed, or leaves it on disk when there is no room. One
     * beyond the horizon is held while there is room, so that a lane that reads the disk comes back
     * to memory even while calls keep arriving.
     *
     * @return what is not held now: the call itself, the one that made room for it, or what the
     *     disk had told of the same call before
     */
    Optional<HeldCall> admit(HeldCall item) {
        Optional<HeldCall> before = add(item);
        return items.size() <= capacity ? before : Optional.of(evict());
    }

    /** Takes over what a window of another order held, whether there is room or not. */
    void inherit(HeldCall item) {
        Optional<HeldCall> _ = add(item);
    }

    /** What is first at this moment. */
    Head head(Instant now) {
        if (items.isEmpty()) {
            return isAtEnd() ? new Head.Nothing() : onDisk(now);
        }
        var first = items.firstEntry();
        if (isBeyond(first.getKey())) {
            return onDisk(now);
        }
        Instant dueAt = first.getValue().call().dueAt();
        return dueAt.isAfter(now) ? new Head.Later(dueAt) : new Head.Ready(first.getValue());
    }

    /** Removes a call, if it is held. */
    public Optional<HeldCall> remove(CallId id) {
        WindowKey key = keys.remove(id);
        return key == null ? Optional.empty() : Optional.ofNullable(items.remove(key));
    }

    boolean holds(CallId id) {
        return keys.containsKey(id);
    }

    /** What is held and first; empty when the disk comes before it. */
    public Optional<HeldCall> first() {
        return items.isEmpty() || isBeyond(items.firstKey())
                ? Optional.empty()
                : Optional.of(items.firstEntry().getValue());
    }

    /**
     * Since when the first that is due has been due, as far as that is known here: a horizon of
     * zero says nothing. Where age orders them it may stand behind one that waits for a retry.
     */
    Optional<Instant> dueSince(Instant now) {
        Optional<Instant> held =
                items.values().stream()
                        .map(item -> item.call().dueAt())
                        .filter(dueAt -> !dueAt.isAfter(now))
                        .findFirst();
        boolean known = order != Order.AGE && !isAtEnd() && horizon.key() > 0;
        return !known
                ? held
                : Stream.concat(held.stream(), Stream.of(Instant.ofEpochMilli(horizon.key())))
                        .filter(dueAt -> !dueAt.isAfter(now))
                        .min(Instant::compareTo);
    }

    /** Whether all that waits is held here. */
    boolean isWhole() {
        return isAtEnd() && !loading;
    }

    /** Begins to read the disk; false when somebody does already. */
    public boolean beginLoading() {
        if (loading) {
            return false;
        }
        loading = true;
        passedWhileLoading = WindowKey.END;
        goneWhileLoading.clear();
        return true;
    }

    /** Gives a call that is held without its event what it carries, while there is room for it. */
    Supplied supply(CallId id, Event event) {
        WindowKey key = keys.get(id);
        HeldCall item = key == null ? null : items.get(key);
        if (item == null || item.event().isPresent()) {
            return Supplied.NOT_THERE;
        }
        if (item.share().filter(share -> share.grow(event.bytes())).isEmpty()) {
            return Supplied.NO_ROOM;
        }
        items.put(key, item.with(event));
        return Supplied.DONE;
    }

    /** What came of a supply. */
    enum Supplied {
        DONE,
        NOT_THERE,
        NO_ROOM
    }

    /** Those that could run now, in order. */
    Stream<HeldCall> ready(Instant now) {
        return items.entrySet().stream()
                .takeWhile(each -> !isBeyond(each.getKey()))
                .map(Map.Entry::getValue)
                .takeWhile(each -> order == Order.AGE || !each.call().dueAt().isAfter(now));
    }

    /** Notes that a call has ended or moved, so that a reading that is under way ignores it. */
    void gone(CallId id) {
        if (loading) {
            goneWhileLoading.add(id);
        }
    }

    /** Gives up reading, to try again later. */
    public void abandonLoading() {
        loading = false;
    }

    /**
     * Takes what was read from disk, in order.
     *
     * @param found what was read
     * @param complete whether that was all there is
     * @param running what runs now, and is on disk all the same
     * @return what there is no room for after all
     */
    public List<HeldCall> load(List<HeldCall> found, boolean complete, Set<CallId> running) {
        loading = false;
        var evicted = new ArrayList<HeldCall>();
        for (HeldCall item : found) {
            CallId id = item.call().id();
            if (!holds(id) && !running.contains(id) && !goneWhileLoading.contains(id)) {
                Optional<HeldCall> _ = add(item);
            } else {
                evicted.add(item);
            }
        }
        WindowKey beyond = complete ? WindowKey.END : behind(found.getLast().call());
        horizon = beyond.orBefore(passedWhileLoading);
        while (items.size() > capacity) {
            evicted.add(evict());
        }
        return evicted;
    }

    /** All that is held, in order. */
    Collection<HeldCall> held() {
        return items.values();
    }

    /** Whether nothing is on disk that is not held or passed over. */
    private boolean isAtEnd() {
        return horizon.equals(WindowKey.END);
    }

    private boolean isBeyond(WindowKey key) {
        return key.compareTo(horizon) >= 0;
    }

    private WindowKey behind(Call last) {
        return new WindowKey(order.key(last), last.id().value() + 1);
    }

    /** From where on the disk is to be read, when what was passed over is not to be met again. */
    QueuePlace unread() {
        return new QueuePlace(Instant.ofEpochMilli(horizon.key()), new CallId(horizon.id()));
    }

    private HeldCall evict() {
        var last = items.pollLastEntry();
        keys.remove(last.getValue().call().id());
        onDiskFrom(last.getKey());
        return last.getValue();
    }

    /** Holds a call; returns what was held of it so far. */
    private Optional<HeldCall> add(HeldCall item) {
        CallId id = item.call().id();
        Optional<HeldCall> before = remove(id);
        WindowKey key = new WindowKey(order.key(item.call()), id.value());
        keys.put(id, key);
        items.put(key, item);
        return before;
    }

    private Head onDisk(Instant now) {
        return switch (order) {
            case AGE -> loading ? new Head.Nothing() : new Head.OnDisk();
            case FRESH, RETRIES -> {
                Instant from = Instant.ofEpochMilli(horizon.key());
                yield from.isAfter(now)
                        ? new Head.Later(from)
                        : loading ? new Head.Nothing() : new Head.OnDisk();
            }
        };
    }
}
