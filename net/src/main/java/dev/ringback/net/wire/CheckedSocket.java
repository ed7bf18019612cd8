package dev.ringback.net.wire;

import java.net.Socket;

/**
 * A connection that speaks another protocol than HTTP, to an address that the guard let through.
 * While an exchange goes on over it, the exchange's deadline closes it. One thread at a time uses
 * it.
 */
public final class CheckedSocket implements AutoCloseable {

    final Connection connection;

    CheckedSocket(Connection connection) {
        this.connection = connection;
    }

    /** Reads and writes go here: the socket, or TLS on top of it. */
    public Socket socket() {
        return connection.layer();
    }

    /** Never fails: it is given up. */
    @Override
    public void close() {
        connection.close();
    }
}
