package dev.ringback.net.http.listener;

import java.util.concurrent.Semaphore;

/** The bound on requests that are answered at the same time. */
final class RequestPlaces {

    private final Semaphore free;

    RequestPlaces(int most) {
        this.free = new Semaphore(most);
    }

    /** The place of one request, which has none yet. */
    Place place() {
        return new Place();
    }

    /** A place or none; used by the request's thread. */
    final class Place implements AutoCloseable {

        private boolean taken;

        /** Takes a place; false when there is none. */
        boolean take() {
            taken = taken || free.tryAcquire();
            return taken;
        }

        /** Gives it back. */
        @Override
        public void close() {
            if (taken) {
                taken = false;
                free.release();
            }
        }
    }
}
