package dev.ringback.kernel.window;

/**
 * Where a call stands in a {@link Window}, and on disk.
 *
 * @param key by which the window is ordered
 * @param id of the call, among those with the same key
 */
record WindowKey(long key, long id) implements Comparable<WindowKey> {

    /** Behind all of them. */
    static final WindowKey END = new WindowKey(Long.MAX_VALUE, Long.MAX_VALUE);

    /** Before all that have this key. */
    static WindowKey of(long key) {
        return new WindowKey(key, 0);
    }

    @Override
    public int compareTo(WindowKey other) {
        int byKey = Long.compare(key, other.key);
        return byKey != 0 ? byKey : Long.compare(id, other.id);
    }

    WindowKey orBefore(WindowKey other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
