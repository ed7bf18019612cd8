package dev.ringback.server.filters.values;

/**
 * Thrown when an evaluation comes to no value. It leaves the recursion, unless {@code &&}, {@code
 * ||} or a loop can do without the value; nobody looks at its stack.
 */
public class EvaluationFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public EvaluationFailure(String words) {
        super(words, null, false, false);
    }

    public String words() {
        return String.valueOf(getMessage());
    }

    /** A failure whose place is known. */
    public static final class At extends EvaluationFailure {

        private static final long serialVersionUID = 1L;

        private final int offset;

        public At(int offset, String words) {
            super(words);
            this.offset = offset;
        }

        public int offset() {
            return offset;
        }
    }
}
