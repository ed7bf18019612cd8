package dev.ringback.testkit.crash;

/** One request that arrived. Times are those of {@link System#nanoTime}. */
public final class Arrival {

    private final Delivery delivery;
    private final int life;
    private final long at;
    private volatile long answeredAt = Long.MAX_VALUE;

    Arrival(Delivery delivery, int life, long at) {
        this.delivery = delivery;
        this.life = life;
        this.at = at;
    }

    /** What arrived. */
    public Delivery delivery() {
        return delivery;
    }

    /** The number of the server's life in which it was sent, from 0. */
    public int life() {
        return life;
    }

    /** When it had been read. */
    public long at() {
        return at;
    }

    /** Whether its answer was not even begun at that moment. */
    public boolean unansweredAt(long moment) {
        return answeredAt > moment;
    }

    void answering(long now) {
        answeredAt = now;
    }
}
