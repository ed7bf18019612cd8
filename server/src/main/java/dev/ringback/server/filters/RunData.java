package dev.ringback.server.filters;

import dev.ringback.server.filters.values.FilterData;
import dev.ringback.server.filters.values.ValueKinds;

/** An event as expressions of functions see it, read once for many of them. */
public final class RunData {

    /** No event, or one that cannot be read: nothing is there. */
    public static final RunData NONE = new RunData(ValueKinds.Missing.MISSING, 0);

    private final Object root;
    private final long used;

    private RunData(Object root, long used) {
        this.root = root;
        this.used = used;
    }

    /** Reads an event; nothing is there when it is no JSON, nested too deep, or too much. */
    public static RunData of(byte[] json) {
        FilterData data = FilterData.read(json);
        return new RunData(data.root().orElse(ValueKinds.Missing.MISSING), data.used());
    }

    /** Whether anything is there. */
    public boolean isThere() {
        return root != ValueKinds.Missing.MISSING;
    }

    Object root() {
        return root;
    }

    /** What reading it has cost, in steps. */
    long used() {
        return used;
    }
}
