import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
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
        Door.open(port, Waiting::answer);
        if (args[0].equals("fill")) {
            BareApp.register(server, key, "waiting", "bench/wait", port);
            fill(number);
        } else {
            wake(number);
        }
        System.exit(0);
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

    private static void answer(String body, OutputStream to) throws IOException {
        if (body.contains("\"stack\":[]")) {
            to.write(BareApp.said("206", "[" + step(BareApp.number(body, "n")) + "]"));
            ASKED.incrementAndGet();
            WINDOW.release();
        } else {
            to.write(BareApp.said("200", "\"done\""));
            WOKEN.countDown();
        }
    }

    private static String step(long number) {
        return number % 2 == 0
                ? "{\"op\":\"Sleep\",\"id\":\"nap\",\"name\":\"365d\",\"displayName\":\"nap\"}"
                : "{\"op\":\"WaitForEvent\",\"id\":\"paid\",\"name\":\"bench/paid\",\"displayName\":\"paid\","
                        + "\"opts\":{\"timeout\":\"365d\",\"if\":\"event.data.n == async.data.n\"}}";
    }
}
