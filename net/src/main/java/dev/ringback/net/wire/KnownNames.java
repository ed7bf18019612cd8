package dev.ringback.net.wire;

import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** A short memory of names: that they resolved, or that they did not. */
final class KnownNames {

    /** How long a name that does not resolve is not asked for again. */
    static final Duration REFUSED = Duration.ofSeconds(5);

    /** How long a name that resolved is taken for one that does. */
    static final Duration RESOLVED = Duration.ofMinutes(10);

    private static final int MOST = 10_000;

    private record Seen(Optional<UnknownHostException> refusal, long until) {}

    private final LongSupplier now;
    private final Map<String, Seen> names =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
                    return size() > MOST;
                }
            };

    KnownNames(LongSupplier now) {
        this.now = now;
    }

    synchronized void resolved(String name) {
        remember(name, new Seen(Optional.empty(), now.getAsLong() + RESOLVED.toNanos()));
    }

    synchronized void refused(String name, UnknownHostException why) {
        remember(name, new Seen(Optional.of(why), now.getAsLong() + REFUSED.toNanos()));
    }

    private void remember(String name, Seen seen) {
        names.remove(name);
        names.put(name, seen);
    }

    /** Whether it resolved lately. */
    synchronized boolean resolves(String name) {
        return seen(name).filter(seen -> seen.refusal().isEmpty()).isPresent();
    }

    /** Why it did not resolve a moment ago. */
    synchronized Optional<UnknownHostException> refusal(String name) {
        return seen(name).flatMap(Seen::refusal);
    }

    private Optional<Seen> seen(String name) {
        Optional<Seen> seen = Optional.ofNullable(names.get(name));
        if (seen.isPresent() && now.getAsLong() > seen.get().until()) {
            names.remove(name);
            return Optional.empty();
        }
        return seen;
    }
}
