package dev.ringback.net.http.listener;

import dev.ringback.net.http.BodyRefused;
import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.CloseConnectionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The body of one request, opened when it is first read. It remembers how reading went. */
final class RequestBody extends InputStream {

    /** What is unread of a body in chunks until it has ended. */
    static final long UNKNOWN = Long.MAX_VALUE;

    private final Supplier<InputStream> opening;
    private @Nullable InputStream source;
    private @Nullable IOException failure;
    private long unread;
    private long received;
    private long limit;

    RequestBody(long length, Supplier<InputStream> opening) {
        this.unread = length;
        this.opening = opening;
    }

    /** Refuses a body that is longer, now if that is known and else when it shows. */
    void limit(long bytes) throws BodyRefused {
        limit = bytes;
        if (unread != UNKNOWN && unread > bytes) {
            throw BodyRefused.tooLong(bytes);
        }
    }

    /** How many bytes have not been read; {@link #UNKNOWN} in chunks, 0 at the end. */
    long unread() {
        return unread;
    }

    /** How many bytes can still come; of unknown length, as many as show that it is too long. */
    long most() {
        return unread == UNKNOWN ? limit - received + 1 : unread;
    }

    /** Whether anybody has begun to read. */
    boolean opened() {
        return source != null;
    }

    /** Why it could not be read on, once that is so. */
    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (length == 0 || unread == 0) {
            return length == 0 ? 0 : -1;
        }
        try {
            return counted(source().read(bytes, offset, length));
        } catch (IOException failed) {
            failure = failed;
        } catch (UncheckedIOException
                | CloseConnectionException
                | DataReader.InsufficientDataAvailableException gone) {
            failure = new IOException("the body did not arrive", gone);
        }
        throw failure;
    }

    private InputStream source() {
        InputStream opened = source;
        if (opened == null) {
            opened = opening.get();
            source = opened;
        }
        return opened;
    }

    private int counted(int count) throws IOException {
        if (count < 0) {
            if (unread != UNKNOWN) {
                throw new IOException("the body ended " + unread + " bytes too early");
            }
            unread = 0;
            return -1;
        }
        received += count;
        if (unread != UNKNOWN) {
            unread -= count;
        } else if (received > limit) {
            throw BodyRefused.tooLong(limit);
        }
        return count;
    }
}
