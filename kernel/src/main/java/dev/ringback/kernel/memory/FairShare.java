package dev.ringback.kernel.memory;

/**
 * The rule of fair shares, as a value: how the account of bytes stands as somebody asks for some of
 * what is common to all. An owner may hold twice as much as it leaves free: alone it gets two
 * thirds, two get two fifths each, and however many there are, something is left for the next. Its
 * parts, which are its lanes, may together hold one and a half times as much as is left free, so
 * that calls which hang leave room for its requests; and one of them three times what it leaves to
 * the others.
 *
 * @param limit of all
 * @param held by all
 * @param owned of that, by the owner who asks
 */
record FairShare(long limit, long held, long owned) {

    /** How many halves of what is left free an owner may hold, and its parts together. */
    private static final int HALVES = 4;

    private static final int HALVES_OF_PARTS = 3;

    private static final int TIMES_OF_ONE_PART = 3;
    private static final int TIMES_OF_HANDY = 2;
    private static final int HANDY = 4;

    /** Whether the owner may hold so many bytes more. */
    boolean admits(long bytes) {
        return room(bytes, HALVES) >= 0;
    }

    /**
     * Whether a part of the owner may.
     *
     * @param part what it holds of that which the owner holds
     */
    boolean admits(long bytes, long part) {
        return part + bytes <= TIMES_OF_ONE_PART * room(bytes, HALVES_OF_PARTS);
    }

    /**
     * Whether so many bytes more may be held that are only handy: half as much as the owner leaves
     * free, so that what is handy never stands in the way of what is needed.
     */
    boolean spares(long bytes) {
        return TIMES_OF_HANDY * (owned + bytes) <= limit - held - bytes;
    }

    /** How many more could be had after that; negative when that is too much already. */
    private long room(long bytes, int halves) {
        long free = limit - held - bytes;
        return Math.floorDiv(halves * free - 2 * (owned + bytes), halves + 2);
    }

    /**
     * Whether so many bytes are too many even for an owner who holds nothing else but what is
     * handy, as much of it as there may be.
     *
     * @param others what the other owners hold
     */
    static boolean areTooMany(long limit, long others, long bytes) {
        long handy = handy(limit);
        return !new FairShare(limit, others + handy, handy).admits(bytes, 0);
    }

    /** How many bytes may be held in all because they are handy. */
    static long handy(long limit) {
        return limit / HANDY;
    }
}
