package dev.ringback.server.functions.waits;

import java.util.Arrays;

/**
 * Numbers by numbers, without an object for each: a hundred thousand of them that come and go would
 * keep the garbage collector busy. Values are not negative.
 */
final class LongTable {

    /** Stands for a key that is not there. */
    static final long NONE = -1;

    private static final int FIRST_ROOM = 16;

    /** Spreads keys that differ in few bits over all places. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long[] keys = new long[FIRST_ROOM];
    private long[] values = filled(FIRST_ROOM);
    private int size;

    /** The value of a key, or {@link #NONE}. */
    long get(long key) {
        return values[place(key)];
    }

    void put(long key, long value) {
        int place = place(key);
        if (values[place] == NONE) {
            size++;
        }
        keys[place] = key;
        values[place] = value;
        if (size > keys.length / 2) {
            grow();
        }
    }

    /** Takes a key away if it has this value. */
    void remove(long key, long value) {
        int place = place(key);
        if (value != NONE && values[place] == value) {
            size--;
            close(place);
        }
    }

    int size() {
        return size;
    }

    /** Where a key is, or would be. */
    private int place(long key) {
        int place = home(key);
        while (values[place] != NONE && keys[place] != key) {
            place = next(place);
        }
        return place;
    }

    private int home(long key) {
        return (int) ((key * GOLDEN) >>> (64 - Integer.numberOfTrailingZeros(keys.length)));
    }

    private int next(int place) {
        return (place + 1) & (keys.length - 1);
    }

    /** Nobody may find a gap between a key's home and its place, so those behind it move up. */
    private void close(int removed) {
        int gap = removed;
        values[gap] = NONE;
        for (int at = next(gap); values[at] != NONE; at = next(at)) {
            int fromHome = (at - home(keys[at])) & (keys.length - 1);
            int fromGap = (at - gap) & (keys.length - 1);
            if (fromHome >= fromGap) {
                keys[gap] = keys[at];
                values[gap] = values[at];
                values[at] = NONE;
                gap = at;
            }
        }
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = filled(keys.length);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != NONE) {
                int place = place(oldKeys[i]);
                keys[place] = oldKeys[i];
                values[place] = oldValues[i];
            }
        }
    }

    private static long[] filled(int room) {
        long[] values = new long[room];
        Arrays.fill(values, NONE);
        return values;
    }
}
