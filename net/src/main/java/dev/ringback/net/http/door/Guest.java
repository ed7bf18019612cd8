package dev.ringback.net.http.door;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One connection that the doorman looks at: until its head is there, and then until its answer has
 * been taken.
 */
final class Guest {

    private static final int HEAD = 8 * 1024;

    final SocketChannel socket;
    final Optional<Doorman.Owner> owner;
    final long until;
    private final ByteBuffer head = ByteBuffer.allocate(HEAD);
    private boolean answered;

    Guest(SocketChannel socket, Optional<Doorman.Owner> owner, long until) {
        this.socket = socket;
        this.owner = owner;
        this.until = until;
    }

    /** Takes what has come; false when nothing comes any more. */
    boolean read() throws IOException {
        int count = socket.read(head);
        if (answered) {
            head.clear();
        }
        return count >= 0;
    }

    boolean isAnswered() {
        return answered;
    }

    /** Whether all of a head is there, or as much as is looked at. */
    boolean isWhole() {
        return !head.hasRemaining() || text().contains("\r\n\r\n");
    }

    String text() {
        return new String(head.array(), 0, head.position(), StandardCharsets.ISO_8859_1);
    }

    /** Whatever does not fit into the socket's buffer is lost: nobody is waited for. */
    void say(byte[] answer) throws IOException {
        int _ = socket.write(ByteBuffer.wrap(answer));
        socket.shutdownOutput();
        // Closing it now, with bytes unread, would destroy the answer on its way.
        answered = true;
        head.clear();
    }

    /** What was read, for whoever goes on with it. */
    byte[] given() {
        byte[] read = new byte[head.position()];
        head.flip().get(read);
        return read;
    }
}
