package dev.ringback.server.filters;

/**
 * An evaluation comes to no value. Leaves the recursion, unless {@code &&}, {@code ||} or a loop
 * can do without the value; nobody looks at its stack.
 */
class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Failure(String words) {
        super(words, null, false, false);
    }

    String words() {
        return String.valueOf(getMessage());
    }

    /** A failure whose place is known. */
    static final class At extends Failure {

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
