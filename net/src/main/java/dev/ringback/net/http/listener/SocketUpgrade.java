package dev.ringback.net.http.listener;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Room;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.Peer;
import dev.ringback.net.http.Route;
import dev.ringback.net.http.SocketHandler;
import dev.ringback.net.http.Target;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns the connection of a request that asks for it into a WebSocket, where a route offers one.
 */
record SocketUpgrade(Listener listener) implements Http1Upgrader {

    private static final String KEY = "Sec-WebSocket-Key";
    private static final String VERSION = "Sec-WebSocket-Version";

    @Override
    public String supportedProtocol() {
        return "websocket";
    }

    /** {@inheritDoc} Null where it is a request as any other, which its route answers. */
    @Override
    public @Nullable ServerConnection upgrade(
            ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
        String path = prologue.uriPath().rawPath();
        if (!(listener.find(prologue.method().text(), path)
                        instanceof RouteTable.Match.Found(Route route, var parameters))
                || !(route.intake() instanceof Route.Intake.Sockets(SocketHandler handler))) {
            return null;
        }
        Optional<HttpRequest> head = head(prologue, path, parameters, headers);
        Optional<String> key = head.flatMap(each -> each.header(KEY));
        boolean asked =
                key.isPresent()
                        && head.flatMap(each -> each.header(VERSION))
                                .filter("13"::equals)
                                .isPresent();
        if (!asked
                || !(handler.open(head.get())
                        instanceof SocketHandler.Opened.Open(SocketHandler.Talk talk))) {
            return null;
        }
        String answer =
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: "
                        + SocketFrames.accept(key.get())
                        + "\r\n\r\n";
        try {
            context.dataWriter()
                    .writeNow(BufferData.create(answer.getBytes(StandardCharsets.US_ASCII)));
        } catch (UncheckedIOException e) {
            talk.close();
            throw e;
        }
        return new SocketConnection((GuardedContext) context, talk);
    }

    private static Optional<HttpRequest> head(
            HttpPrologue prologue,
            String path,
            Map<String, String> parameters,
            WritableHeaders<?> headers) {
        List<Header> all = new ArrayList<>();
        headers.forEach(header ->
                header.allValues().forEach(value -> all.add(new Header(header.name(), value))));
        return Target.query(prologue.query().rawValue())
                .map(query ->
                        new HttpRequest(
                                prologue.method().text(),
                                path,
                                path,
                                parameters,
                                query,
                                List.copyOf(all),
                                Payload.EMPTY,
                                Peer.PATIENT,
                                Room.TAKEN));
    }
}
