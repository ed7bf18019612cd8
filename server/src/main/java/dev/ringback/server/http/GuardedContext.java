package dev.ringback.server.http;

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

    private final ConnectionContext inner;
    private final ConnectionGuard guard;
    private final Router router;
    private final DataReader reader;
    private final DataWriter writer;

    GuardedContext(ConnectionContext inner, ConnectionGuard guard, Router router) {
        this.inner = inner;
        this.guard = guard;
        this.router = router;
        this.reader = guard.reader();
        this.writer = guard.writer(inner.dataWriter());
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
        return inner.listenerContext();
    }

    @Override
    public ExecutorService executor() {
        return inner.executor();
    }

    @Override
    public Router router() {
        return router;
    }

    @Override
    public HelidonSocket serverSocket() {
        return inner.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
        return inner.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
        return inner.localPeer();
    }

    @Override
    public boolean isSecure() {
        return inner.isSecure();
    }

    @Override
    public String socketId() {
        return inner.socketId();
    }

    @Override
    public String childSocketId() {
        return inner.childSocketId();
    }
}
