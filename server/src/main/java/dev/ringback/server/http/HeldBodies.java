package dev.ringback.server.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what the bodies of all requests hold in memory together: thousands of requests may be
 * answered at once, and each may bring megabytes before anybody knows who sends it.
 */
final class HeldBodies {

    private final long most;
    private final AtomicLong held = new AtomicLong();

    HeldBodies(long most) {
        this.most = most;
    }

    /** The part of one request, which has nothing yet. */
    Share share() {
        return new Share();
    }

    /** What one request holds; used by its thread. */
    final class Share implements AutoCloseable {

        private long taken;

        /** Takes so many bytes more; false, and nothing is taken, when there is no room. */
        boolean take(int bytes) {
            if (held.addAndGet(bytes) > most) {
                held.addAndGet(-bytes);
                return false;
            }
            taken += bytes;
            return true;
        }

        /** Gives everything back. */
        @Override
        public void close() {
            held.addAndGet(-taken);
            taken = 0;
        }
    }
}
