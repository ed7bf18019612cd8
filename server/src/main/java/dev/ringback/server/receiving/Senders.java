package dev.ringback.server.receiving;

import dev.ringback.kernel.model.Header;
import dev.ringback.net.http.BaseUrl;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.server.sources.LiveSource;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where requests come from, and by which URL they reached this server: behind proxies it is their
 * headers that say so.
 *
 * @param proxies whose word is taken for it
 * @param publicUrl under which the server is reached, without a slash at its end; what requests say
 *     when empty
 */
public record Senders(Predicate<InetAddress> proxies, Optional<String> publicUrl) {

    /** Origin, and path if any, before the target of a request to a source. */
    String base(LiveSource live, HttpRequest request) {
        return live.source().trust().publicUrl().orElseGet(() -> base(request));
    }

    /** The same for a source that says nothing of its own. */
    public String base(HttpRequest request) {
        return publicUrl.or(() -> BaseUrl.of(request)).orElse("http://localhost");
    }

    /** The address of whoever sent a request; that of the last proxy's client behind proxies. */
    Optional<InetAddress> address(HttpRequest request) {
        Optional<InetAddress> peer = request.peer().address();
        if (peer.isEmpty() || !proxies.test(peer.get())) {
            return peer;
        }
        String[] hops = String.join(",", forwarded(request)).split(",", -1);
        Optional<InetAddress> client = peer;
        for (int i = hops.length - 1; i >= 0 && client.filter(proxies).isPresent(); i--) {
            Optional<InetAddress> hop = literal(hops[i].strip());
            if (hop.isEmpty()) {
                return client;
            }
            client = hop;
        }
        return client;
    }

    private static List<String> forwarded(HttpRequest request) {
        return request.headers().stream()
                .filter(each -> each.name().equalsIgnoreCase("X-Forwarded-For"))
                .map(Header::value)
                .toList();
    }

    static Optional<InetAddress> literal(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
