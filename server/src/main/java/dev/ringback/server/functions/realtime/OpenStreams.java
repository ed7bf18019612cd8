package dev.ringback.server.functions.realtime;

import dev.ringback.net.http.HttpResponse;
import dev.ringback.server.functions.wire.SdkSurface;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Requests whose bodies arrive as long as somebody has something to say. Apps leave them open, so
 * they are broken off when the server stops: nothing would be gained by waiting for their ends.
 */
final class OpenStreams {

    private final Set<Thread> reading = new HashSet<>();
    private boolean over;

    /** Reads a body, and answers. */
    @FunctionalInterface
    interface Body {
        HttpResponse read() throws IOException;
    }

    /** Reads a body on the thread of its request, unless nothing more is to be heard. */
    HttpResponse read(Body body) throws IOException {
        if (!begin()) {
            return SdkSurface.error(503, "the server is stopping; try again");
        }
        try {
            return body.read();
        } finally {
            end();
        }
    }

    private synchronized boolean begin() {
        return !over && reading.add(Thread.currentThread());
    }

    private synchronized void end() {
        reading.remove(Thread.currentThread());
    }

    /** Breaks off all: what is interrupted while it reads loses its connection. */
    synchronized void close() {
        over = true;
        reading.forEach(Thread::interrupt);
    }
}
