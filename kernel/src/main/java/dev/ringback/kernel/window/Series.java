package dev.ringback.kernel.window;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which calls of a lane hold up the others of their series: those that run, and those that failed
 * and wait to be tried again. Whatever is met behind one is left on disk; when the first of a
 * series has ended, the disk is asked for the next. So there is an entry for each series that is
 * under way or failing, however many calls wait behind it. Confined to the lock of its lane.
 */
public final class Series {

    /** Series that are under way or failing; beyond it none begins until one has ended. */
    public static final int MOST = 50_000;

    /** Ends that are remembered while the disk is read; beyond it the disk is read again. */
    private static final int GONE = 1_000;

    /** Whether a call may start. */
    enum Turn {
        /** It is the first of its series, or of none. */
        COME,
        /** Another is before it. */
        BEHIND,
        /** Too many series are under way. */
        LATER
    }

    /**
     * Something to look for on disk.
     *
     * @param series the one whose next call is wanted; empty for the first of all that fail
     * @param era in which it was asked; what is found in another is not to be relied on
     */
    public record Lookup(OptionalLong series, int era) {}

    /**
     * A series.
     *
     * @param first which holds up the others; empty while it is looked for
     * @param left whether others were left on disk behind it
     */
    private record Held(Optional<CallId> first, boolean left) {}

    private static final Held NOTHING = new Held(Optional.empty(), false);

    private enum Failing {
        UNKNOWN,
        ASKED,
        KNOWN
    }

    private final Map<Long, Held> held = new HashMap<>();
    private final Map<CallId, Long> firsts = new HashMap<>();
    private final Deque<Long> wanted = new ArrayDeque<>();
    private final Set<CallId> gone = new HashSet<>();
    private Failing failing = Failing.UNKNOWN;
    private boolean partly;
    private int lookups;
    private int era;

    /** Knows nothing any more of what is on disk. */
    void forget() {
        held.clear();
        firsts.clear();
        wanted.clear();
        failing = Failing.UNKNOWN;
        partly = false;
        era++;
    }

    /** Whether it is known which calls fail, and so hold others up. */
    boolean isKnown() {
        return failing == Failing.KNOWN;
    }

    /** Learns that these are all that fail, the oldest first. */
    void known(Stream<Call> all) {
        all.forEach(this::begun);
        failing = Failing.KNOWN;
    }

    /**
     * Believes of no series any more that its first still waits, unless that one runs: the disk is
     * asked who comes next. A change of which nothing was known may have ended it there.
     */
    void doubt(Set<CallId> running) {
        List<Long> doubtful =
                firsts.entrySet().stream()
                        .filter(each -> !running.contains(each.getKey()))
                        .map(Map.Entry::getValue)
                        .toList();
        firsts.keySet().retainAll(running);
        doubtful.forEach(this::want);
    }

    /** What to look for next, if there is anything; it is to be answered, or given up. */
    Optional<Lookup> lookup() {
        Long next = wanted.peek();
        if (failing == Failing.UNKNOWN) {
            failing = Failing.ASKED;
            lookups++;
            return Optional.of(new Lookup(OptionalLong.empty(), era));
        }
        if (next == null) {
            return Optional.empty();
        }
        wanted.remove();
        lookups++;
        return Optional.of(new Lookup(OptionalLong.of(next), era));
    }

    Turn turn(Call call) {
        if (call.series().isEmpty()) {
            return Turn.COME;
        }
        Held its = held.get(call.series().getAsLong());
        if (its == null) {
            return held.size() < MOST ? Turn.COME : Turn.LATER;
        }
        return its.first.equals(Optional.of(call.id())) ? Turn.COME : Turn.BEHIND;
    }

    /** Notes that a call is left on disk, because another is before it. */
    void left(Call call) {
        held.computeIfPresent(call.series().orElseThrow(), (_, its) -> new Held(its.first, true));
    }

    /** Notes that a call runs, or has failed: it is the first of its series, or is behind it. */
    void begun(Call call) {
        call.series().ifPresent(series -> begun(series, call.id()));
    }

    private void begun(long series, CallId call) {
        Held its = held.get(series);
        if (its == null) {
            held.put(series, new Held(Optional.of(call), false));
            firsts.put(call, series);
        } else if (!its.first.equals(Optional.of(call))) {
            held.put(series, new Held(its.first, true));
        }
    }

    /** Notes that a call is finished: another of its series may come. */
    void ended(CallId call) {
        if (lookups > 0 && gone.add(call) && gone.size() > GONE) {
            gone.clear();
            era++;
        }
        Long series = firsts.remove(call);
        if (series == null) {
            return;
        }
        if (held.getOrDefault(series, NOTHING).left) {
            want(series);
        } else {
            held.remove(series);
        }
        if (partly && held.size() < MOST / 2) {
            failing = Failing.UNKNOWN;
            partly = false;
        }
    }

    private void want(long series) {
        held.put(series, NOTHING);
        wanted.add(series);
    }

    /**
     * Takes what was found of one series, the oldest first.
     *
     * @return the call that comes next, if there is one
     */
    public Optional<Call> found(Lookup lookup, List<Call> calls) {
        long series = lookup.series().orElseThrow();
        Optional<Call> next = calls.stream().findFirst();
        boolean doubtful =
                lookup.era() != era || next.filter(call -> gone.contains(call.id())).isPresent();
        answered();
        Held its = held.get(series);
        if (its == null || its.first.isPresent()) {
            return Optional.empty();
        }
        if (doubtful || (next.isEmpty() && its.left)) {
            want(series);
            return Optional.empty();
        }
        held.remove(series);
        if (next.isPresent()) {
            held.put(series, new Held(next.map(Call::id), its.left || calls.size() > 1));
            firsts.put(next.get().id(), series);
        }
        return next;
    }

    /**
     * Takes all calls that fail, as far as they were looked for.
     *
     * @param failed by series, the oldest and perhaps another
     * @param all whether there are no more series
     */
    public void found(Lookup lookup, Map<Long, List<CallId>> failed, boolean all) {
        if (lookup.era() == era) {
            failed.forEach((series, calls) ->
                    calls.stream()
                            .filter(call -> !gone.contains(call))
                            .forEach(call -> begun(series, call)));
            failing = Failing.KNOWN;
            partly = !all;
        } else {
            failing = Failing.UNKNOWN;
        }
        answered();
    }

    /** Looks again for what could not be read. */
    public void abandoned(Lookup lookup) {
        answered();
        if (lookup.series().isEmpty()) {
            failing = Failing.UNKNOWN;
            return;
        }
        long series = lookup.series().getAsLong();
        Held its = held.get(series);
        if (its != null && its.first.isEmpty()) {
            want(series);
        }
    }

    private void answered() {
        lookups--;
        if (lookups == 0) {
            gone.clear();
        }
    }

    /** Whether some calls were left on disk. */
    boolean haveLeft() {
        return held.values().stream().anyMatch(its -> its.left || its.first.isEmpty());
    }
}
