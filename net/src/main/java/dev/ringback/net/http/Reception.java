package dev.ringback.net.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** Decides what becomes of a new connection: it is served, left to the doorman, or closed. */
final class Reception implements Acceptor.Taker {

    private final Connections connections;
    private final Addresses addresses;
    private final Http1 http1;
    private final Doorman doorman;

    Reception(Connections connections, Addresses addresses, Http1 http1, Doorman doorman) {
        this.connections = connections;
        this.addresses = addresses;
        this.http1 = http1;
        this.doorman = doorman;
    }

    @Override
    public void take(SocketChannel socket) throws IOException {
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        var peer = (InetSocketAddress) socket.getRemoteAddress();
        Addresses.Visitor visitor = addresses.come(peer.getAddress());
        Optional<GuardedConnection> taken = Optional.empty();
        try {
            if (hasPlace(visitor)) {
                taken = Optional.of(new GuardedConnection(socket, visitor, http1, connections));
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
}
