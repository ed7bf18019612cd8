package dev.ringback.net.wire;

import dev.ringback.kernel.model.WireFault;
import dev.ringback.net.wire.guard.AddressGuard;
import dev.ringback.net.wire.guard.Ipv4Number;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Opens connections. A name is resolved once; every answer is checked before a socket exists, and
 * the socket goes to the address that was checked, so a name that changes its mind in between
 * changes nothing. Proxies from the environment are ignored: they would dial unchecked.
 */
record Dialer(AddressGuard guard, NameLookup lookup, SSLContext tls, DeadlineWatch watch) {

    /** A new connection, its deadline set, its TLS handshake done. */
    Connection dial(Exchange exchange) throws IOException {
        List<InetAddress> addresses = vetted(exchange);
        exchange.enter(Exchange.Phase.CONNECT);
        int left = addresses.size();
        while (true) {
            InetAddress address = addresses.get(addresses.size() - left);
            try {
                return connected(exchange, address, left);
            } catch (ConnectFailed failed) {
                left--;
                if (left == 0 || exchange.overdue() || exchange.hangup.isHungUp()) {
                    throw exchange.fault(failed.fault(), false);
                }
            }
        }
    }

    private List<InetAddress> vetted(Exchange exchange) throws WireException {
        exchange.enter(Exchange.Phase.RESOLVE);
        if (!exchange.origin.literalSix()) {
            refuse(guard.refusalOfName(exchange.origin.host()));
        }
        List<InetAddress> addresses = lookup.addresses(exchange);
        for (InetAddress address : addresses) {
            refuse(guard.refusal(address, exchange.origin.port()));
        }
        return addresses;
    }

    private static void refuse(Optional<String> reason) throws WireException {
        if (reason.isPresent()) {
            throw new WireException(
                    WireFault.ADDRESS_REFUSED, "destination is not allowed: " + reason.get());
        }
    }

    private Connection connected(Exchange exchange, InetAddress address, int left)
            throws IOException {
        Socket socket = new Socket(Proxy.NO_PROXY);
        Connection connection = new Connection(exchange.origin, socket, exchange.now());
        connection.arm(exchange.deadline);
        watch.add(connection);
        exchange.hangup.by(connection::close);
        try {
            socket.setTcpNoDelay(true);
            socket.connect(
                    new InetSocketAddress(address, exchange.origin.port()),
                    shareMillis(exchange, left));
        } catch (IOException e) {
            connection.close();
            throw new ConnectFailed(e);
        }
        exchange.connected();
        try {
            connection.over(exchange.origin.secure() ? secured(exchange, socket) : socket);
            return connection;
        } catch (IOException e) {
            connection.close();
            throw exchange.fault(e, connection.expired());
        }
    }

    /**
     * The time for one of several addresses, so that a silent one leaves some to the next. Rounded
     * up: the last one's must not end before the deadline, which is then what is to blame.
     */
    private static int shareMillis(Exchange exchange, int left) {
        long millis = TimeUnit.NANOSECONDS.toMillis(exchange.left()) / left + 1;
        return Math.clamp(millis, 1, Integer.MAX_VALUE);
    }

    private SSLSocket secured(Exchange exchange, Socket socket) throws IOException {
        exchange.enter(Exchange.Phase.TLS);
        String name = exchange.origin.name();
        SSLSocket layer =
                (SSLSocket)
                        tls.getSocketFactory()
                                .createSocket(socket, name, exchange.origin.port(), false);
        SSLParameters parameters = layer.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        if (isName(name)) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        layer.setSSLParameters(parameters);
        try {
            layer.startHandshake();
            CertificateNames.require(layer.getSession(), name);
        } catch (WireException e) {
            throw e;
        } catch (SSLException e) {
            throw new WireException(WireFault.TLS_FAILED, TlsWords.of(e), e);
        } catch (IOException e) {
            throw new WireException(
                    WireFault.TLS_FAILED, "connection was closed in the TLS handshake", e);
        }
        exchange.secured();
        return layer;
    }

    /** RFC 6066: an address is never sent as a server name. */
    private static boolean isName(String host) {
        return host.indexOf(':') < 0 && !Ipv4Number.looksNumeric(host);
    }

    /** This address did not answer; the next one may. */
    private static final class ConnectFailed extends IOException {

        ConnectFailed(IOException cause) {
            super(cause);
        }

        WireException fault() {
            String detail =
                    switch (getCause()) {
                        case ConnectException e
                                when String.valueOf(e.getMessage()).contains("refused") ->
                                "connection refused";
                        case ConnectException e
                                when String.valueOf(e.getMessage()).contains("timed out") ->
                                "no answer to the connection attempt";
                        case SocketTimeoutException e -> "no answer to the connection attempt";
                        case NoRouteToHostException e -> "no route to the host";
                        case null, default -> "connection failed";
                    };
            return new WireException(WireFault.CONNECT_FAILED, detail, this);
        }
    }
}
