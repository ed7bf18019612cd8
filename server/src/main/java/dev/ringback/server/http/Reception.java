package dev.ringback.server.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** Decides what becomes of a connection that was taken. */
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
        if (hasPlace(visitor)) {
            var connection = new GuardedConnection(socket, visitor, http1, connections);
            connections.add(connection);
            connection.start();
        } else {
            addresses.go(visitor);
            doorman.take(socket, Optional.empty());
        }
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
        try (socket) {
            socket.configureBlocking(false);
            int _ = socket.write(ByteBuffer.wrap(Answers.NO_PLACE));
        } catch (IOException _) {
            // It is turned away without a word.
        }
    }
}
