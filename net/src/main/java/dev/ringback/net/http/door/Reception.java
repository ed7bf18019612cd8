package dev.ringback.net.http.door;

import io.helidon.webserver.spi.ServerConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** Decides what becomes of a new connection: it is served, left to the doorman, or closed. */
record Reception(
        Connections connections, Addresses addresses, Door.Protocol protocol, Doorman doorman)
        implements Acceptor.Taker {

    @Override
    public void take(SocketChannel socket) throws IOException {
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        var peer = (InetSocketAddress) socket.getRemoteAddress();
        Addresses.Visitor visitor = addresses.come(peer.getAddress());
        Optional<GuardedConnection> taken = Optional.empty();
        try {
            if (hasPlace(visitor)) {
                taken = Optional.of(new GuardedConnection(socket, visitor, this, connections));
            }
        } finally {
            if (taken.isEmpty()) {
                addresses.go(visitor);
            }
        }
        taken.ifPresentOrElse(connections::begin, () -> doorman.take(socket));
    }

    private boolean hasPlace(Addresses.Visitor visitor) {
        if (visitor.isTooMany()) {
            return connections.makeRoom(visitor);
        }
        return !connections.isFull() || connections.makeRoom();
    }

    @Override
    public void relieve() {
        boolean _ = connections.makeRoom();
    }

    @Override
    public void turnAway(SocketChannel socket) {
        doorman.answerAtOnce(socket);
    }

    ServerConnection connection(ConnectionGuard guard) {
        return protocol.on(guard);
    }

    /** Nobody has come to a new connection for a while. */
    void unseen(SocketChannel socket, Doorman.Owner owner) {
        doorman.lookAt(socket, owner);
    }

    /** Whether the doorman would come to one soon; else it waits for its thread. */
    boolean mayBeLookedAt() {
        return doorman.hasRoom();
    }

    /** A connection of a visitor has ended. */
    void gone(Addresses.Visitor visitor) {
        addresses.go(visitor);
    }
}
