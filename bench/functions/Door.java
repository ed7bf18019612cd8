import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A port where requests are answered, one after the other over each connection. */
final class Door {

    private Door() {}

    /** Answers requests. */
    interface Answering {

        /** Answers one, by its body. */
        void answer(String body, OutputStream to) throws IOException;
    }

    /**
     * Opens it.
     *
     * @param port 0 for one that is free
     * @return the port
     */
    static int open(int port, Answering answering) throws IOException {
        ServerSocket door = new ServerSocket();
        door.bind(new InetSocketAddress("127.0.0.1", port), 1024);
        Thread.ofVirtual().start(() -> accept(door, answering));
        return door.getLocalPort();
    }

    private static void accept(ServerSocket door, Answering answering) {
        try {
            while (true) {
                Socket socket = door.accept();
                socket.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> serve(socket, answering));
            }
        } catch (IOException e) {
            // The end of the program.
        }
    }

    private static void serve(Socket socket, Answering answering) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 8192);
            while (true) {
                answering.answer(Message.read(in).body(), socket.getOutputStream());
            }
        } catch (IOException e) {
            // Whoever asked let go.
        }
    }
}
