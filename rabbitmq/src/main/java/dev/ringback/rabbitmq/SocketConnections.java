package dev.ringback.rabbitmq;

import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import com.rabbitmq.client.impl.SocketFrameHandler;
import dev.ringback.net.wire.CheckedSocket;
import java.util.concurrent.Executors;

/** Makes a connection over a socket that is open already. */
final class SocketConnections extends ConnectionFactory {

    /** Milliseconds; the deadline of each exchange closes the socket before. */
    private static final int LONG = 600_000;

    private final CheckedSocket socket;

    SocketConnections(CheckedSocket socket, RabbitPlace place) {
        this.socket = socket;
        setUsername(place.user());
        setPassword(place.password());
        setVirtualHost(place.virtualHost());
        setAutomaticRecoveryEnabled(false);
        setHandshakeTimeout(LONG);
        setChannelRpcTimeout(LONG);
        setThreadFactory(Thread.ofVirtual().name("rabbitmq-", 0).factory());
        setSharedExecutor(Executors.newVirtualThreadPerTaskExecutor());
        setExceptionHandler(
                new ForgivingExceptionHandler() {
                    @Override
                    protected void log(String message, Throwable problem) {
                        // Whoever publishes gets to know, and nobody else is concerned.
                    }
                });
    }

    @Override
    protected synchronized FrameHandlerFactory createFrameHandlerFactory() {
        return (_, _) -> new SocketFrameHandler(socket.socket());
    }
}
