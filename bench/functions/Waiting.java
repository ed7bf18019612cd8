import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs that wait: every other one sleeps for a year, the others wait for an event of their own
 * number. No SDK, so that a million of them are soon there.
 *
 * <p>Usage: java Waiting.java fill SERVER KEY PORT COUNT; java Waiting.java wake SERVER KEY PORT
 * NUMBER sends the event that one of them waits for (an odd number), and says how long it took
 * until the run went on. The app listens on PORT.
 */
final class Waiting {

    private static final int AT_ONCE = 100;
    private static final Semaphore WINDOW = new Semaphore(2_000);
    private static final AtomicLong ASKED = new AtomicLong();
    private static final CountDownLatch WOKEN = new CountDownLatch(1);

    private static URI server;
    private static String key;

    public static void main(String[] args) throws Exception {
        server = URI.create(args[1]);
        key = args[2];
        int port = Integer.parseInt(args[3]);
        int number = Integer.parseInt(args[4]);
        ServerSocket door = new ServerSocket();
        door.bind(new InetSocketAddress("127.0.0.1", port), 1024);
        Thread.ofVirtual().start(() -> accept(door));
        if (args[0].equals("fill")) {
            register(port);
            fill(number);
        } else {
            wake(number);
        }
        System.exit(0);
    }

    private static void register(int port) throws IOException {
        String body =
                """
                {"appName":"waiting","sdk":"js:v4.24.0","framework":"none","v":"0.1","deployType":"ping",
                 "url":"http://127.0.0.1:%d/","functions":[{"id":"waiting-f","name":"f",
                 "triggers":[{"event":"bench/wait"}],
                 "steps":{"step":{"id":"step","name":"step","runtime":{"type":"http",
                   "url":"http://127.0.0.1:%d/?fnId=waiting-f&stepId=step"}}}}]}
                """
                        .formatted(port, port);
        try (Client client = new Client(server, key)) {
            client.post("/fn/register", body, "200");
        }
    }

    private static void fill(int count) throws IOException, InterruptedException {
        long began = System.nanoTime();
        try (Client client = new Client(server, key)) {
            for (int sent = 0; sent < count; ) {
                StringJoiner events = new StringJoiner(",", "[", "]");
                WINDOW.acquire(AT_ONCE);
                for (int i = 0; i < AT_ONCE; i++, sent++) {
                    events.add("{\"name\":\"bench/wait\",\"data\":{\"n\":" + sent + "}}");
                }
                client.post("/e/" + key, events.toString(), "200");
            }
        }
        while (ASKED.get() < count) {
            Measure.sleepUntil(System.nanoTime() + 10_000_000);
        }
        double took = (System.nanoTime() - began) / 1e9;
        System.out.printf("%d runs wait, %.0f a second%n", count, count / took);
    }

    private static void wake(int number) throws IOException, InterruptedException {
        try (Client client = new Client(server, key)) {
            long began = System.nanoTime();
            String event = "[{\"name\":\"bench/paid\",\"data\":{\"n\":" + number + "}}]";
            client.post("/e/" + key, event, "200");
            WOKEN.await();
            System.out.printf("the run goes on after %.1f ms%n", (System.nanoTime() - began) / 1e6);
        }
    }

    private static void accept(ServerSocket door) {
        try {
            while (true) {
                Socket socket = door.accept();
                socket.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // The end of the program.
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 8192);
            while (true) {
                String body = Message.read(in).body();
                boolean first = body.contains("\"stack\":[]");
                String answer = first ? "[" + step(number(body)) + "]" : "\"done\"";
                socket.getOutputStream()
                        .write(said(first ? "206" : "200", answer)
                                .getBytes(StandardCharsets.US_ASCII));
                if (first) {
                    ASKED.incrementAndGet();
                    WINDOW.release();
                } else {
                    WOKEN.countDown();
                }
            }
        } catch (IOException e) {
            // The server let go.
        }
    }

    private static long number(String body) {
        int from = body.indexOf("\"n\":") + 4;
        int to = from;
        while (Character.isDigit(body.charAt(to))) {
            to++;
        }
        return Long.parseLong(body.substring(from, to));
    }

    private static String step(long number) {
        return number % 2 == 0
                ? "{\"op\":\"Sleep\",\"id\":\"nap\",\"name\":\"365d\",\"displayName\":\"nap\"}"
                : "{\"op\":\"WaitForEvent\",\"id\":\"paid\",\"name\":\"bench/paid\",\"displayName\":\"paid\","
                        + "\"opts\":{\"timeout\":\"365d\",\"if\":\"event.data.n == async.data.n\"}}";
    }

    private static String said(String status, String json) {
        return "HTTP/1.1 "
                + status
                + " OK\r\nContent-Type: application/json"
                + "\r\nx-inngest-sdk: inngest-js:v4.24.0\r\nx-inngest-req-version: 2"
                + "\r\nContent-Length: "
                + json.length()
                + "\r\n\r\n"
                + json;
    }
}
