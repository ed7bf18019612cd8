import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** Answers every request with the status that its path names: {@code java Answers.java PORT}. */
class Answers {

    public static void main(String[] args) throws Exception {
        var address =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        HttpServer server = HttpServer.create(address, 1_000);
        server.createContext(
                "/",
                exchange -> {
                    long _ =
                            exchange.getRequestBody()
                                    .transferTo(java.io.OutputStream.nullOutputStream());
                    int status = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }
}
