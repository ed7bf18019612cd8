package dev.ringback.net.http.listener;

import dev.ringback.net.http.SocketHandler;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** A connection by which a peer is told something, until it leaves or there is nothing more. */
final class SocketConnection implements ServerConnection {

    private static final byte[] NONE = new byte[0];

    /** The server has nothing more to say, and would take another connection. */
    private static final byte[] GOING_AWAY = ByteBuffer.allocate(2).putShort((short) 1001).array();

    private final GuardedContext context;
    private final SocketHandler.Talk talk;
    private final ReentrantLock writing = new ReentrantLock();

    SocketConnection(GuardedContext context, SocketHandler.Talk talk) {
        this.context = context;
        this.talk = talk;
    }

    @Override
    public void handle(Limit limit) {
        context.guard().complete();
        try (talk) {
            Thread.ofVirtual().name("socket").start(this::listen);
            while (true) {
                switch (talk.next()) {
                    case SocketHandler.Said.Text(var utf8) ->
                            write(SocketFrames.TEXT, utf8.bytes());
                    case SocketHandler.Said.Nothing _ -> write(SocketFrames.PING, NONE);
                    case SocketHandler.Said.Over _ -> {
                        write(SocketFrames.CLOSE, GOING_AWAY);
                        throw new CloseConnectionException("nothing more is to be said");
                    }
                }
            }
        }
    }

    /** Answers pings, until the peer leaves. */
    private void listen() {
        SocketFrames frames = new SocketFrames();
        try {
            for (byte[] bytes = context.guard().socket().get();
                    bytes != null;
                    bytes = context.guard().socket().get()) {
                frames.add(bytes);
                for (Optional<SocketFrames.Frame> frame = frames.next();
                        frame.isPresent();
                        frame = frames.next()) {
                    if (frame.get().opcode() == SocketFrames.CLOSE) {
                        return;
                    }
                    if (frame.get().opcode() == SocketFrames.PING) {
                        write(SocketFrames.PONG, frame.get().body().bytes());
                    }
                }
            }
        } catch (UncheckedIOException | CloseConnectionException _) {
            // The peer is gone.
        } finally {
            talk.gone();
        }
    }

    private void write(int opcode, byte[] body) {
        writing.lock();
        try {
            context.dataWriter().writeNow(BufferData.create(SocketFrames.written(opcode, body)));
        } finally {
            writing.unlock();
        }
    }

    @Override
    public Duration idleTime() {
        return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
        talk.gone();
    }
}
