package dev.ringback.server.functions.waits;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.ProjectId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * The latest events that were committed here, so that a wait sees what came just before it without
 * reading the disk. Of each it is known when it was told, and, once it was matched, which values
 * its parts have that waits go by. Names stand there as hashes: whoever reads an event judges it.
 */
final class RecentEvents {

    /** How many are known. */
    static final int MOST = 100_000;

    private static final int FIRST_ROOM = 1_024;

    /** What is known of the values of an event that was not matched. */
    private static final long[] UNKNOWN = new long[0];

    private final int most;
    private final LongTable latest = new LongTable();
    private final LongTable places = new LongTable();
    private long count;
    private Instant completeSince;
    private long lastTold;

    /** One place for each, in a ring; a place is a number that goes on counting. */
    private long[] sequences;

    private long[] names;
    private long[] told;
    private long[] previousOfName;
    private long[][] values;

    /**
     * Begins.
     *
     * @param now what is accepted from now on will be here
     */
    RecentEvents(int most, Instant now) {
        this.most = most;
        this.completeSince = now;
        int room = Math.min(most, FIRST_ROOM);
        sequences = new long[room];
        names = new long[room];
        told = new long[room];
        previousOfName = new long[room];
        values = new long[room][];
    }

    /** From when on all events are here that were accepted. */
    synchronized Instant completeSince() {
        return completeSince;
    }

    /** All that were told before, those that are not here any more among them, are on disk. */
    synchronized Instant told() {
        Instant last = Instant.ofEpochMilli(lastTold);
        return last.isAfter(completeSince) ? last : completeSince;
    }

    /** An event was committed. */
    synchronized void add(Event event, Instant now) {
        long name = name(event.project(), event.type());
        if (count >= sequences.length && sequences.length < most) {
            grow();
        }
        int place = place(count);
        if (count >= sequences.length) {
            forget(place);
        }
        sequences[place] = event.sequence();
        places.put(event.sequence(), place);
        names[place] = name;
        // In the order of their places, whatever the machine's clock does.
        lastTold = Math.max(lastTold, now.toEpochMilli());
        told[place] = lastTold;
        previousOfName[place] = latest.get(name);
        values[place] = UNKNOWN;
        latest.put(name, count);
        count++;
    }

    /**
     * Says what values an event has, and has it here if it was not.
     *
     * @param paths those that were looked at
     * @param found the values there; none where nothing can be waited for
     */
    synchronized void matched(
            Event event, Collection<String> paths, Collection<WaitIndex.Value> found, Instant now) {
        if (places.get(event.sequence()) == LongTable.NONE) {
            add(event, now);
        }
        values[(int) places.get(event.sequence())] = pairs(paths, found);
    }

    /**
     * The sequences of events that were told in a range of time, the oldest first, without those of
     * which it is known that they have another value.
     *
     * @param limit the latest so many
     */
    List<Long> of(PastEvents.Range range, int limit) {
        long[] wanted =
                range.value()
                        .map(each -> new long[] {WaitIndex.hash(each.path()), each.hash()})
                        .orElse(new long[0]);
        long since = range.since().toEpochMilli();
        long to = range.to().equals(Instant.MAX) ? Long.MAX_VALUE : range.to().toEpochMilli();
        List<Long> found = new ArrayList<>();
        synchronized (this) {
            long at = latest.get(name(range.project(), range.name()));
            while (isHere(at) && told[place(at)] >= since && found.size() < limit) {
                if (told[place(at)] < to && mayHave(values[place(at)], wanted)) {
                    found.add(sequences[place(at)]);
                }
                at = previousOfName[place(at)];
            }
        }
        return found.reversed();
    }

    private static boolean mayHave(long[] has, long[] wanted) {
        if (wanted.length == 0) {
            return true;
        }
        boolean known = false;
        for (int i = 0; i < has.length; i += 2) {
            if (has[i] == wanted[0]) {
                known = true;
                if (has[i + 1] == wanted[1]) {
                    return true;
                }
            }
        }
        return !known;
    }

    private static long[] pairs(Collection<String> paths, Collection<WaitIndex.Value> found) {
        long[] pairs = new long[2 * (paths.size() + found.size())];
        int i = 0;
        for (String path : paths) {
            pairs[i] = WaitIndex.hash(path);
            i += 2;
        }
        for (WaitIndex.Value value : found) {
            pairs[i] = WaitIndex.hash(value.path());
            pairs[i + 1] = value.hash();
            i += 2;
        }
        return pairs;
    }

    private boolean isHere(long at) {
        return at >= Math.max(0, count - sequences.length);
    }

    private int place(long at) {
        return (int) (at % sequences.length);
    }

    private void forget(int place) {
        latest.remove(names[place], count - sequences.length);
        places.remove(sequences[place], place);
        Instant before = Instant.ofEpochMilli(told[place] + 1);
        completeSince = before.isAfter(completeSince) ? before : completeSince;
    }

    /** Nothing was overwritten yet, so each stays at its place. */
    private void grow() {
        int room = Math.min(most, 2 * sequences.length);
        sequences = Arrays.copyOf(sequences, room);
        names = Arrays.copyOf(names, room);
        told = Arrays.copyOf(told, room);
        previousOfName = Arrays.copyOf(previousOfName, room);
        values = Arrays.copyOf(values, room);
    }

    private static long name(ProjectId project, String event) {
        long hash = project.value().hashCode();
        for (int i = 0; i < event.length(); i++) {
            hash = (hash ^ event.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }
}
