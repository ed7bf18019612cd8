package dev.ringback.store.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides which nodes are dead: those whose beats stood still for so long while they were looked
 * at. No clock of another machine counts, and neither does a time in which nobody could look: when
 * the database itself was away, all beats stood still.
 */
public final class FailureDetector {

    /**
     * How long beats must stand still. A node that cannot beat has given up by then ({@link
     * Heartbeats#HOLD}), and the transaction that it had open is over ({@link PostgresDatabase}).
     * With two looks, one that saw the last beat and one that finds it stale, and a start of about
     * a second, the other serves 6.5 s after the end.
     */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How often they must have been seen standing still. */
    static final int LOOKS = 4;

    /** After a longer time without a look it all begins anew. */
    static final Duration GAP = Duration.ofSeconds(2);

    /**
     * What was seen of a node.
     *
     * @param beats how many there have been
     * @param url where it listens
     */
    public record Sight(Node node, boolean alive, long beats, String url) {}

    /**
     * Beats that stand still: since when, how often they were looked at, and whether they moved.
     */
    private record Still(long beats, long since, int looks, boolean moved) {}

    private Map<Node, Still> still = new HashMap<>();
    private long lastLook;

    /**
     * Takes in what was seen.
     *
     * @param asked when the look began, in nanoseconds
     * @param answered when it was over
     * @return those that are dead though their rows do not say so
     */
    public List<Sight> dead(List<Sight> seen, long asked, long answered) {
        boolean anew = asked - lastLook > GAP.toNanos();
        lastLook = answered;
        Map<Node, Still> next = new HashMap<>();
        List<Sight> dead = new ArrayList<>();
        for (Sight sight : seen) {
            if (sight.alive) {
                Still now = after(anew ? null : still.get(sight.node), sight, answered);
                next.put(sight.node, now);
                if (now.looks > LOOKS && asked - now.since >= PATIENCE.toNanos()) {
                    dead.add(sight);
                }
            }
        }
        still = next;
        return dead;
    }

    private static Still after(@Nullable Still before, Sight sight, long answered) {
        if (before == null) {
            return new Still(sight.beats, answered, 1, false);
        }
        return before.beats == sight.beats
                ? new Still(before.beats, before.since, before.looks + 1, before.moved)
                : new Still(sight.beats, answered, 1, true);
    }

    /** Whether a node has given a sign of life since it is looked at. */
    public boolean hasMoved(Node node) {
        Still known = still.get(node);
        return known != null && known.moved;
    }
}
