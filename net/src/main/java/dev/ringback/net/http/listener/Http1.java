package dev.ringback.net.http.listener;

import dev.ringback.net.http.HttpLimits;
import dev.ringback.net.http.door.ConnectionGuard;
import io.helidon.common.context.Context;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.http.media.MediaContext;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Gives connections the library's HTTP/1.1. The library's own listener is not used: it ends for
 * good at the first connection that cannot be taken.
 */
final class Http1 implements ListenerContext {

    private final Http1ConnectionSelector selector;
    private final ListenerConfig config;
    private final DirectHandlers errors;
    private final Router router;
    private final Context context = Context.create();
    private final MediaContext media = MediaContext.create();
    private final ContentEncodingContext encodings = new AsItCame();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    Http1(HttpLimits limits, Dialects dialects, Listener listener) {
        this.selector =
                Http1ConnectionSelector.builder()
                        .config(protocol(limits))
                        .addUpgrader(new SocketUpgrade(listener))
                        .build();
        this.errors = MalformedRequests.handlers(dialects);
        this.router = Router.builder().addRouting(new ListenerBuilder(listener)).build();
        this.config =
                WebServerConfig.builder()
                        .errorHandling(ErrorHandling.builder().includeEntity(true).build())
                        .featuresDiscoverServices(false)
                        .protocolsDiscoverServices(false)
                        .buildPrototype();
    }

    private static Http1Config protocol(HttpLimits limits) {
        return Http1Config.builder()
                .maxPrologueLength(limits.maxRequestLine())
                .maxHeadersSize(limits.maxHeaders())
                .sendKeepAliveHeader(false)
                // The table decodes and checks paths itself, once.
                .validatePath(false)
                .validatePrologue(false)
                .validateResponseHeaders(false)
                .build();
    }

    ServerConnection connection(ConnectionGuard guard) {
        return selector.connection(new GuardedContext(this, guard, router));
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public MediaContext mediaContext() {
        return media;
    }

    @Override
    public ContentEncodingContext contentEncodingContext() {
        return encodings;
    }

    @Override
    public DirectHandlers directHandlers() {
        return errors;
    }

    @Override
    public ListenerConfig config() {
        return config;
    }

    @Override
    public ExecutorService executor() {
        return executor;
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
