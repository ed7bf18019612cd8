package dev.ringback.net.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** The port to name resolution: all addresses of a host, in the order they are to be tried. */
@FunctionalInterface
public interface Resolver {

    /**
     * Looks a name up. May block for as long as it likes; the wire gives up at its deadline.
     *
     * @throws UnknownHostException when the name has no address
     */
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /** The resolver of the operating system, with the JDK's cache in front. */
    static Resolver system() {
        return host -> List.of(InetAddress.getAllByName(host));
    }
}
