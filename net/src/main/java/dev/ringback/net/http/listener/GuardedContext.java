package dev.ringback.net.http.listener;

import dev.ringback.net.http.door.ConnectionGuard;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import java.util.concurrent.ExecutorService;

/** The library's view of a connection, reading and writing through its guard. */
final class GuardedContext implements ConnectionContext {

    private final ListenerContext listener;
    private final ConnectionGuard guard;
    private final Router router;
    private final DataReader reader;
    private final DataWriter writer;

    GuardedContext(ListenerContext listener, ConnectionGuard guard, Router router) {
        this.listener = listener;
        this.guard = guard;
        this.router = router;
        this.reader = guard.reader();
        this.writer = guard.writer();
    }

    ConnectionGuard guard() {
        return guard;
    }

    @Override
    public DataReader dataReader() {
        return reader;
    }

    @Override
    public DataWriter dataWriter() {
        return writer;
    }

    @Override
    public ListenerContext listenerContext() {
        return listener;
    }

    @Override
    public ExecutorService executor() {
        return listener.executor();
    }

    @Override
    public Router router() {
        return router;
    }

    @Override
    public HelidonSocket serverSocket() {
        return guard.socket();
    }

    @Override
    public PeerInfo remotePeer() {
        return guard.socket().remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
        return guard.socket().localPeer();
    }

    @Override
    public boolean isSecure() {
        return false;
    }

    @Override
    public String socketId() {
        return guard.socket().socketId();
    }

    @Override
    public String childSocketId() {
        return guard.socket().childSocketId();
    }
}
