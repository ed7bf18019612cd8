import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A light app with a function of three steps, and what sends it events: how many runs a second the
 * server leads through, how long until the first step, and what that costs. No SDK, so that the
 * server is what is measured. Usage: java LightApp.java SERVER KEY PID IN-FLIGHT SECONDS [RATE]
 */
final class LightApp {

    private static final int STEPS = 3;
    private static final String[] IDS = {"a", "b", "c"};
    private static final AtomicLong ENDED = new AtomicLong();
    private static final ConcurrentLinkedQueue<Long> FIRST = new ConcurrentLinkedQueue<>();
    private static final ConcurrentLinkedQueue<Long> WHOLE = new ConcurrentLinkedQueue<>();
    private static Semaphore window;

    public static void main(String[] args) throws Exception {
        String server = args[0];
        window = new Semaphore(Integer.parseInt(args[3]));
        int seconds = Integer.parseInt(args[4]);
        double rate = args.length > 5 ? Double.parseDouble(args[5]) : 0;
        ServerSocket door = new ServerSocket();
        door.bind(new InetSocketAddress("127.0.0.1", 0), 1024);
        Thread.ofVirtual().start(() -> accept(door));
        register(server, args[1], door.getLocalPort());
        int senders = 16;
        long warm = System.nanoTime() + 10_000_000_000L;
        long end = warm + seconds * 1_000_000_000L;
        for (int i = 0; i < senders; i++) {
            Thread.ofVirtual().start(() -> send(server, args[1], end, rate / senders));
        }
        sleepUntil(warm);
        FIRST.clear();
        WHOLE.clear();
        long before = ENDED.get();
        double cpu = cpu(args[2]);
        long began = System.nanoTime();
        sleepUntil(end);
        double took = (System.nanoTime() - began) / 1e9;
        long runs = ENDED.get() - before;
        double used = cpu(args[2]) - cpu;
        System.out.printf(
                "%.0f runs/s  server %.2f CPU-s per 1,000 runs  event to first step p50 %.2f p99"
                        + " %.2f ms  whole run p50 %.2f p99 %.2f ms%n",
                runs / took,
                1000 * used / Math.max(1, runs),
                at(FIRST, 0.5),
                at(FIRST, 0.99),
                at(WHOLE, 0.5),
                at(WHOLE, 0.99));
        System.exit(0);
    }

    private static double at(ConcurrentLinkedQueue<Long> nanos, double part) {
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return sorted.isEmpty() ? -1 : sorted.get((int) (part * (sorted.size() - 1))) / 1e6;
    }

    private static double cpu(String pid) throws IOException {
        String[] stat =
                Files.readString(Path.of("/proc/" + pid + "/stat")).split("\\) ")[1].split(" ");
        return (Long.parseLong(stat[11]) + Long.parseLong(stat[12])) / 100.0;
    }

    private static void sleepUntil(long nanos) {
        while (nanos > System.nanoTime()) {
            LockSupport.parkNanos(nanos - System.nanoTime());
        }
    }

    private static void register(String server, String key, int port) throws Exception {
        String body =
                """
                {"appName":"light","sdk":"js:v4.24.0","framework":"none","v":"0.1","deployType":"ping",
                 "url":"http://127.0.0.1:%d/","functions":[{"id":"light-f","name":"f",
                 "triggers":[{"event":"bench/go"}],
                 "steps":{"step":{"id":"step","name":"step","runtime":{"type":"http",
                   "url":"http://127.0.0.1:%d/?fnId=light-f&stepId=step"}}}}]}
                """
                        .formatted(port, port);
        var answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(server + "/fn/register"))
                                        .header("Content-Type", "application/json")
                                        .header("Authorization", "Bearer " + key)
                                        .POST(HttpRequest.BodyPublishers.ofString(body))
                                        .build(),
                                BodyHandlers.ofString());
        System.out.println("registered: " + answer.statusCode() + " " + answer.body());
    }

    private static void send(String server, String key, long end, double rate) {
        URI to = URI.create(server);
        try (Socket socket = new Socket(to.getHost(), to.getPort())) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            long next = System.nanoTime() + (long) (Math.random() * 1e9 / Math.max(rate, 1));
            while (System.nanoTime() < end) {
                if (rate > 0) {
                    sleepUntil(next);
                    next += (long) (1e9 / rate);
                }
                window.acquire();
                String event =
                        "{\"type\":\"bench/go\",\"data\":{\"t\":" + System.nanoTime() / 1000 + "}}";
                out.write(
                        ("POST /api/v1/events HTTP/1.1\r\nHost: "
                                        + to.getAuthority()
                                        + "\r\nAuthorization: Bearer "
                                        + key
                                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                                        + event.length()
                                        + "\r\n\r\n"
                                        + event)
                                .getBytes(StandardCharsets.US_ASCII));
                Message answer = Message.read(in);
                if (!answer.head.startsWith("HTTP/1.1 202")) {
                    System.out.println(answer.head + answer.body);
                    return;
                }
            }
        } catch (Exception e) {
            e.printStackTrace();
        }
    }

    private static void accept(ServerSocket door) {
        while (true) {
            try {
                Socket socket = door.accept();
                socket.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 8192);
            OutputStream out = socket.getOutputStream();
            while (true) {
                String body = Message.read(in).body;
                int at = body.indexOf("\"stack\":[") + 9;
                int ended = 0;
                for (int i = at; body.charAt(i) != ']'; i++) {
                    ended += body.charAt(i) == '"' ? 1 : 0;
                }
                ended /= 2;
                int t = body.indexOf("\"t\":") + 4;
                int stop = t;
                while (Character.isDigit(body.charAt(stop))) {
                    stop++;
                }
                long age = System.nanoTime() - 1000 * Long.parseLong(body.substring(t, stop));
                boolean last = ended == STEPS;
                if (ended == 0) {
                    FIRST.add(age);
                }
                String answer =
                        last
                                ? "\"done\""
                                : "[{\"op\":\"StepRun\",\"id\":\""
                                        + IDS[ended]
                                        + "\",\"displayName\":\""
                                        + IDS[ended]
                                        + "\",\"data\":{\"n\":"
                                        + ended
                                        + "}}]";
                out.write(
                        ("HTTP/1.1 "
                                        + (last ? "200 OK" : "206 Partial Content")
                                        + "\r\n"
                                        + "Content-Type: application/json\r\n"
                                        + "x-inngest-sdk: inngest-js:v4.24.0\r\n"
                                        + "x-inngest-req-version: 2\r\n"
                                        + "Content-Length: "
                                        + answer.length()
                                        + "\r\n\r\n"
                                        + answer)
                                .getBytes(StandardCharsets.US_ASCII));
                if (last) {
                    WHOLE.add(age);
                    ENDED.incrementAndGet();
                    window.release();
                }
            }
        } catch (IOException e) {
            // The server let go.
        }
    }

    private record Message(String head, String body) {
        static Message read(InputStream in) throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream(512);
            int end = 0;
            while (end < 4) {
                int each = in.read();
                if (each < 0) {
                    throw new IOException("closed");
                }
                head.write(each);
                end = each == (end % 2 == 0 ? '\r' : '\n') ? end + 1 : each == '\r' ? 1 : 0;
            }
            String text = head.toString(StandardCharsets.ISO_8859_1);
            int at = text.toLowerCase().indexOf("content-length:");
            int length =
                    at < 0
                            ? 0
                            : Integer.parseInt(
                                    text.substring(at + 15, text.indexOf('\r', at)).strip());
            return new Message(text, new String(in.readNBytes(length), StandardCharsets.UTF_8));
        }
    }
}
