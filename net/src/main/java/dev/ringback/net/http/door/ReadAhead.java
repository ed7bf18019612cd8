package dev.ringback.net.http.door;

import io.helidon.common.socket.HelidonSocket;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One read of a connection's socket, on a virtual thread of its own: the only way to learn that the
 * peer is gone while the connection's thread is busy. What it gets is kept for that thread, which
 * must not read the socket itself before it has it.
 */
final class ReadAhead {

    private final HelidonSocket socket;
    private final CompletableFuture<Optional<byte[]>> result = new CompletableFuture<>();

    private ReadAhead(HelidonSocket socket) {
        this.socket = socket;
    }

    static ReadAhead start(HelidonSocket socket) {
        var ahead = new ReadAhead(socket);
        Thread.ofVirtual().name("http-ahead").start(ahead::read);
        return ahead;
    }

    private void read() {
        var _ = result.completeAsync(() -> Optional.ofNullable(socket.get()), Runnable::run);
    }

    /** Has something done when nothing more comes; at once, on this thread, if that is known. */
    void atEnd(Runnable what) {
        var _ =
                result.whenComplete((bytes, failure) -> {
                    if (failure != null || bytes.isEmpty()) {
                        what.run();
                    }
                });
    }

    /**
     * What came, waiting for it; null at the end.
     *
     * @throws UncheckedIOException when the socket is broken, or closed meanwhile
     */
    byte @Nullable [] bytes() {
        try {
            return result.get().orElse(null);
        } catch (ExecutionException broken) {
            if (broken.getCause() instanceof UncheckedIOException known) {
                throw known;
            }
            throw new IllegalStateException(broken.getCause());
        } catch (InterruptedException _) {
            // As the socket does to a virtual thread that is interrupted while it reads.
            socket.close();
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException("interrupted in a read"));
        }
    }
}
