package dev.ringback.server.jobs.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/**
 * What is told of one job while it is under way: holds the pieces of its answer, and that it has
 * ended, for any number of followers. Adding a piece waits for nobody; followers read at their own
 * speed.
 *
 * <p>Whoever has heard pieces of an attempt that came to nothing must not hear those of the next:
 * that would be the beginning of one text and the rest of another. So from then on a broadcast is
 * silent, as it is when its pieces are too many to be held: the followers wait for the end.
 */
public final class Broadcast {

    /** Most bytes of pieces. */
    static final long LONGEST = 10 * 1024 * 1024;

    private final BroadcastRoom room;
    private final List<byte[]> pieces = new ArrayList<>();
    private long bytes;
    private boolean complete;
    private boolean begun;
    private boolean silent;
    private boolean over;
    private boolean closed;

    /** Who is here; counted by {@link Broadcasts} alone. */
    int present;

    /**
     * One that nobody has told anything yet.
     *
     * @param complete whether nothing can have been told elsewhere, such as before a restart
     */
    Broadcast(BroadcastRoom room, boolean complete) {
        this.room = room;
        this.complete = complete;
    }

    /**
     * What a follower sees.
     *
     * @param begun whether an attempt has begun
     * @param over whether the job has ended
     * @param closed whether the server stops
     * @param pieces those that are new to the follower
     */
    public record Sight(boolean begun, boolean over, boolean closed, List<byte[]> pieces) {

        boolean isNews(boolean knowsBegun) {
            return over || closed || !pieces.isEmpty() || (begun && !knowsBegun);
        }
    }

    /**
     * An attempt begins.
     *
     * @param first whether no attempt can have come before it
     */
    synchronized void begin(boolean first) {
        if (complete ? !pieces.isEmpty() : !first) {
            silence();
        }
        complete = true;
        begun = true;
        notifyAll();
    }

    /**
     * The attempt tells a piece. One thread at a time.
     *
     * @param worded what it is at its place; empty when it is nothing
     */
    void tell(IntFunction<Optional<byte[]>> worded) {
        int place = place();
        if (place >= 0) {
            // Not with the lock held: who commits has to say that a job has ended.
            worded.apply(place).ifPresent(piece -> add(place, piece, room.take(piece.length)));
        }
    }

    /** Where the next piece goes; negative when it is told to nobody. */
    private synchronized int place() {
        return silent || over ? -1 : pieces.size();
    }

    private synchronized void add(int place, byte[] piece, boolean fits) {
        if (fits) {
            bytes += piece.length;
        }
        if (fits && !silent && place == pieces.size() && bytes <= LONGEST) {
            pieces.add(piece);
            notifyAll();
        } else {
            silence();
        }
    }

    /** The job has ended, and its end is on disk. */
    synchronized void end() {
        over = true;
        notifyAll();
    }

    /** How many bytes of pieces are held. */
    long held() {
        return room.taken();
    }

    /** Sends the followers away. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Has all followers look up. */
    public synchronized void wake() {
        notifyAll();
    }

    /** Nobody is here any more. */
    synchronized void forget() {
        silence();
    }

    /**
     * Waits until there is something that a follower has not seen, or until it is awake.
     *
     * @param from how many pieces it has seen
     * @param knowsBegun whether it knows that an attempt has begun
     * @param awake asked whenever somebody wakes the followers
     */
    public synchronized Sight look(long from, boolean knowsBegun, BooleanSupplier awake) {
        Sight sight = sight(from);
        boolean interrupted = false;
        while (!sight.isNews(knowsBegun) && !awake.getAsBoolean()) {
            try {
                wait();
            } catch (InterruptedException _) {
                interrupted = true;
            }
            sight = sight(from);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return sight;
    }

    private Sight sight(long from) {
        int seen = Math.clamp(from, 0, pieces.size());
        return new Sight(begun, over, closed, List.copyOf(pieces.subList(seen, pieces.size())));
    }

    private void silence() {
        silent = true;
        room.give(bytes);
        bytes = 0;
        pieces.clear();
    }
}
