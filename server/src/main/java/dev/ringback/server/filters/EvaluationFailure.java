package dev.ringback.server.filters;

/**
 * Thrown when an evaluation comes to no value. It leaves the recursion, unless {@code &&}, {@code
 * ||} or a loop can do without the value; nobody looks at its stack.
 */
class EvaluationFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EvaluationFailure(String words) {
        super(words, null, false, false);
    }

    String words() {
        return String.valueOf(getMessage());
    }

    /** A failure whose place is known. */
    static final class At extends EvaluationFailure {

        private static final long serialVersionUID = 1L;

        private final int offset;

        At(int offset, String words) {
            super(words);
            this.offset = offset;
        }

        int offset() {
            return offset;
        }
    }
}
