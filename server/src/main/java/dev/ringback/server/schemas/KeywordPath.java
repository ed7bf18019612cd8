package dev.ringback.server.schemas;

/** By which keywords a judgement came to where it is. Used by one thread. */
final class KeywordPath {

    /** How deep keywords may lead to keywords. */
    static final int MOST = 500;

    private final Object[] schemas = new Object[MOST];
    private final Object[] values = new Object[MOST];
    private final long[] begun = new long[MOST];
    private int depth;
    private int length;

    /**
     * Goes one keyword deeper.
     *
     * @param schema whose keyword it is
     * @param value what it judges
     * @param written characters that the library puts before all that is deeper
     * @param used steps that have been used
     */
    @SuppressWarnings("ReferenceEquality") // comparing what they say would be charged
    void enter(Object schema, Object value, int written, long used) {
        if (depth == MOST) {
            throw new JudgingBudget.Spent("goes deeper than " + MOST + " keywords");
        }
        if (schemas[depth] != schema || values[depth] != value) {
            schemas[depth] = schema;
            values[depth] = value;
            begun[depth] = used;
        }
        depth++;
        length += written;
    }

    void leave(int written) {
        depth--;
        length -= written;
    }

    int depth() {
        return depth;
    }

    /** Characters that stand before the place of whatever is here. */
    int length() {
        return length;
    }

    /** How many steps had been used when the schema that is here began to judge the value. */
    long begun() {
        return begun[depth - 1];
    }
}
