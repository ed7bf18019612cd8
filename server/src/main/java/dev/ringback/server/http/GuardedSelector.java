package dev.ringback.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Set;

/** Gives every connection HTTP/1.1 and a guard of its deadlines. */
final class GuardedSelector implements ServerConnectionSelector {

    private final Http1ConnectionSelector http1;
    private final Connections connections;
    // A routing given to the server stands beside the library's own, which would win by chance.
    private final Router router;

    GuardedSelector(Http1Config config, Connections connections, Listener listener) {
        this.http1 = Http1ConnectionSelector.builder().config(config).build();
        this.connections = connections;
        this.router = Router.builder().addRouting(new ListenerBuilder(listener)).build();
    }

    @Override
    public int bytesToIdentifyConnection() {
        return 0;
    }

    @Override
    public Support supports(BufferData data) {
        return Support.SUPPORTED;
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return Set.of("http/1.1");
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        var guard = new ConnectionGuard(context.serverSocket(), connections);
        var guarded = new GuardedContext(context, guard, router);
        return new GuardedConnection(http1.connection(guarded), guard, connections);
    }

    /** The form in which the library takes a routing. */
    private record ListenerBuilder(Listener listener)
            implements io.helidon.common.Builder<ListenerBuilder, HttpRouting> {
        @Override
        public HttpRouting build() {
            return listener;
        }
    }
}
