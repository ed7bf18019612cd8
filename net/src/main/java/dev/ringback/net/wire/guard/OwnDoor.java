package dev.ringback.net.wire.guard;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where this process itself listens. It is no receiver of its own: an event that is sent to where
 * events are taken would make itself anew for ever.
 */
public final class OwnDoor {

    private static final Optional<String> OWN = Optional.of("the server's own address");

    /** Below these events are taken, or work that announces its end. */
    private static final List<String> TAKING = List.of("/api/", "/v1/", "/e/", "/in/", "/fn/");

    private final Optional<String> publicUrl;
    private volatile Optional<InetSocketAddress> bound = Optional.empty();

    /**
     * @param publicUrl where strangers reach it, without a slash at its end; behind a proxy others
     *     may share its name, so only what is below its own paths is its own
     */
    public OwnDoor(Optional<String> publicUrl) {
        this.publicUrl = publicUrl;
    }

    /**
     * From now on it listens there.
     *
     * @param address the wildcard for every one of the machine
     */
    public void opened(InetSocketAddress address) {
        bound = Optional.of(address);
    }

    /** Why nothing is to be dialled there. */
    Optional<String> refusal(InetAddress address, int port) {
        return bound.filter(own -> own.getPort() == port && isOwn(own.getAddress(), address))
                .flatMap(_ -> OWN);
    }

    /** Why nothing is to be sent there, as far as the text tells. */
    Optional<String> refusal(URI url, String host, int port) {
        String text = url.toString();
        if (publicUrl.filter(own -> isBelow(text, own)).isPresent()) {
            return OWN;
        }
        return addresses(host)
                .map(address -> refusal(address, port))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static boolean isBelow(String url, String own) {
        return url.startsWith(own)
                && TAKING.stream().anyMatch(path -> url.startsWith(path, own.length()));
    }

    /** What a host stands for that nobody has to be asked for. */
    private static Stream<InetAddress> addresses(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return Stream.of("127.0.0.1", "::1").map(InetAddress::ofLiteral);
        }
        return name.startsWith("[") || Ipv4Number.looksNumeric(name)
                ? Stream.of(InetAddress.ofLiteral(name.replaceAll("[\\[\\]]", "")))
                : Stream.empty();
    }

    private static boolean isOwn(InetAddress bound, InetAddress dialled) {
        return bound.isAnyLocalAddress()
                ? dialled.isLoopbackAddress() || isOfThisMachine(dialled)
                : bound.equals(dialled);
    }

    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException _) {
            // Nobody can tell; what is sent there is judged as any other.
            return false;
        }
    }
}
