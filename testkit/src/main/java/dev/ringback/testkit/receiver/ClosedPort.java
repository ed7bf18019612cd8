package dev.ringback.testkit.receiver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A port of this machine where nobody listens, and which nobody else is given meanwhile. */
public final class ClosedPort implements AutoCloseable {

    private final Socket held = new Socket();

    private ClosedPort() {}

    /** Takes one. */
    public static ClosedPort take() {
        var port = new ClosedPort();
        try {
            port.held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return port;
    }

    /** Its number. */
    public int number() {
        return held.getLocalPort();
    }

    @Override
    public void close() {
        try {
            held.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
