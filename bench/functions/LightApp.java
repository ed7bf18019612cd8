import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A light app with a function of three steps, and what sends it events: how many runs a second the
 * server leads through, how long until the first step, and what that costs. No SDK, so that the
 * server is what is measured.
 *
 * <p>Usage: java LightApp.java SERVER KEY PID IN-FLIGHT SECONDS [RATE]; CHECKPOINTS=yes in the
 * environment has the app do its steps under way, as SDKs do with checkpoints.
 */
final class LightApp {

    private static final String[] IDS = {"a", "b", "c"};
    private static final int SENDERS = 16;
    private static final long WARM_UP = 10_000_000_000L;
    private static final boolean CHECKPOINTS = "yes".equals(System.getenv("CHECKPOINTS"));

    private static final AtomicLong ENDED = new AtomicLong();
    private static final ConcurrentLinkedQueue<Long> FIRST = new ConcurrentLinkedQueue<>();
    private static final ConcurrentLinkedQueue<Long> WHOLE = new ConcurrentLinkedQueue<>();
    private static final ConcurrentLinkedQueue<Client> IDLE = new ConcurrentLinkedQueue<>();

    private static URI server;
    private static String key;
    private static Semaphore window;

    public static void main(String[] args) throws Exception {
        server = URI.create(args[0]);
        key = args[1];
        window = new Semaphore(Integer.parseInt(args[3]));
        long nanos = Long.parseLong(args[4]) * 1_000_000_000L;
        double rate = args.length > 5 ? Double.parseDouble(args[5]) : 0;
        BareApp.register(server, key, "light", "bench/go", Door.open(0, LightApp::answer));
        long warm = System.nanoTime() + WARM_UP;
        for (int i = 0; i < SENDERS; i++) {
            Thread.ofVirtual().start(() -> send(warm + nanos, rate / SENDERS));
        }
        Measure.sleepUntil(warm);
        measure(args[2], warm + nanos);
        System.exit(0);
    }

    private static void measure(String pid, long end) throws IOException {
        FIRST.clear();
        WHOLE.clear();
        long before = ENDED.get();
        double cpu = Measure.cpu(pid);
        long began = System.nanoTime();
        Measure.sleepUntil(end);
        double took = (System.nanoTime() - began) / 1e9;
        long runs = Math.max(1, ENDED.get() - before);
        System.out.printf(
                "%.0f runs/s, server %.2f CPU-s per 1,000 runs, event to first step p50 %.2f p99"
                        + " %.2f ms, whole run p50 %.2f p99 %.2f ms%n",
                runs / took,
                1000 * (Measure.cpu(pid) - cpu) / runs,
                Measure.at(FIRST, 0.5),
                Measure.at(FIRST, 0.99),
                Measure.at(WHOLE, 0.5),
                Measure.at(WHOLE, 0.99));
    }

    private static void send(long end, double rate) {
        try (Client client = new Client(server, key)) {
            long next = System.nanoTime() + ThreadLocalRandom.current().nextLong(1_000_000_000);
            while (System.nanoTime() < end) {
                if (rate > 0) {
                    Measure.sleepUntil(next);
                    next += (long) (1e9 / rate);
                }
                window.acquire();
                long micros = System.nanoTime() / 1000;
                client.post(
                        "/api/v1/events",
                        "{\"type\":\"bench/go\",\"data\":{\"t\":" + micros + "}}",
                        "202");
            }
        } catch (IOException | InterruptedException e) {
            System.out.println("the server took no event: " + e);
        }
    }

    private static void answer(String body, OutputStream to) throws IOException {
        int ended = ended(body);
        long sent = 1000 * BareApp.number(body, "t");
        if (ended == 0) {
            FIRST.add(System.nanoTime() - sent);
        }
        to.write(next(body, ended));
        if (CHECKPOINTS || ended == IDS.length) {
            WHOLE.add(System.nanoTime() - sent);
            ENDED.incrementAndGet();
            window.release();
        }
    }

    private static int ended(String body) {
        int quotes = 0;
        for (int i = body.indexOf("\"stack\":[") + 9; body.charAt(i) != ']'; i++) {
            quotes += body.charAt(i) == '"' ? 1 : 0;
        }
        return quotes / 2;
    }

    private static byte[] next(String body, int ended) throws IOException {
        if (CHECKPOINTS) {
            underWay(body);
            return BareApp.said("206", "[{\"op\":\"RunComplete\",\"id\":\"z\",\"data\":\"done\"}]");
        }
        return ended == IDS.length
                ? BareApp.said("200", "\"done\"")
                : BareApp.said("206", "[" + step(IDS[ended]) + "]");
    }

    private static String step(String id) {
        return "{\"op\":\"StepRun\",\"id\":\""
                + id
                + "\",\"displayName\":\""
                + id
                + "\",\"data\":{\"n\":1}}";
    }

    /** Does all steps, and tells each when it has ended. */
    private static void underWay(String body) throws IOException {
        Client idle = IDLE.poll();
        Client client = idle == null ? new Client(server, key) : idle;
        String run = member(body, "run_id");
        for (String id : IDS) {
            client.post(
                    "/v1/checkpoint/" + run + "/async",
                    "{\"run_id\":\""
                            + run
                            + "\",\"qi_id\":\""
                            + member(body, "qi_id")
                            + "\",\"fn_id\":\""
                            + member(body, "fn_id")
                            + "\",\"generation_id\":1,\"steps\":["
                            + step(id)
                            + "]}",
                    "200");
        }
        IDLE.add(client);
    }

    private static String member(String body, String name) {
        int at = body.indexOf("\"" + name + "\":\"") + name.length() + 4;
        return body.substring(at, body.indexOf('"', at));
    }
}
