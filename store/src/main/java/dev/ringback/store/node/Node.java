package dev.ringback.store.node;

/**
 * A process among those that share a database.
 *
 * @param id which row is its own, 0 to 63
 * @param incarnation how many processes have taken that row, this one included
 */
public record Node(int id, long incarnation) {

    private static final int ID_BITS = 6;

    /** One number for both, different for every process that ever owned something. */
    public long mark() {
        return incarnation << ID_BITS | id;
    }
}
