import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many runs an app of an official SDK does: alone, when it is sent one request after the other
 * by nobody who keeps anything, and with the server. Both in a closed loop, or at a rate.
 *
 * <p>Usage: java SdkLoad.java alone APP PORT IN-FLIGHT SECONDS [RATE] listens on PORT for the app's
 * checkpoints; java SdkLoad.java through APP SERVER KEY PID IN-FLIGHT SECONDS [RATE].
 */
final class SdkLoad {

    private static final long WARM_UP = 15_000_000_000L;
    private static final long GLANCE = 5_000_000L;
    private static final String[] STEPS = {
        "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8",
        "e9d71f5ee7c92d6dc9e92ffdad17b8bd49418f98",
        "84a516841ba77a5b4648de2cd0dfcb30ea46dbb4"
    };
    private static final AtomicLong RUNS = new AtomicLong();

    private final URI app;
    private final Client figures;
    private final List<Long> firsts = new ArrayList<>();
    private long ended;
    private double cpu;

    private SdkLoad(URI app) throws IOException {
        this.app = app;
        this.figures = new Client(app, "none");
    }

    public static void main(String[] args) throws Exception {
        SdkLoad load = new SdkLoad(URI.create(args[1]));
        if (args[0].equals("alone")) {
            load.alone(args);
        } else {
            load.through(args);
        }
        System.exit(0);
    }

    private void look() throws IOException {
        String[] said = figures.get("/figures").body().split(" ");
        ended = Long.parseLong(said[0]);
        cpu = Long.parseLong(said[1]) / 1e6;
        for (int i = 2; i < said.length; i++) {
            firsts.add(1000 * Long.parseLong(said[i]));
        }
    }

    private void alone(String[] args) throws IOException {
        listen(Integer.parseInt(args[2]));
        int width = Integer.parseInt(args[3]);
        double rate = args.length > 5 ? Double.parseDouble(args[5]) / width : 0;
        long warm = System.nanoTime() + WARM_UP;
        long end = warm + Long.parseLong(args[4]) * 1_000_000_000L;
        for (int i = 0; i < width; i++) {
            long first = System.nanoTime() + (rate > 0 ? (long) (i * 1e9 / rate / width) : 0);
            Thread.ofVirtual().start(() -> play(first, end, rate));
        }
        Measure.sleepUntil(warm);
        measure("alone", end, () -> {});
    }

    /** One run after the other, as a server would lead through them. */
    private void play(long first, long end, double rate) {
        try (Client client = new Client(app, "none")) {
            for (long next = first; System.nanoTime() < end; next += (long) (1e9 / rate)) {
                if (rate > 0) {
                    Measure.sleepUntil(next);
                }
                run(client);
            }
        } catch (IOException e) {
            System.out.println("the app took no request: " + e);
        }
    }

    private static void run(Client client) throws IOException {
        String id = "01M8M3S380%016d".formatted(RUNS.incrementAndGet());
        long micros = System.nanoTime() / 1000;
        for (int done = 0; done <= STEPS.length; done++) {
            String path = "/api/inngest?fnId=bench-f&stepId=step";
            Message answer = client.post(path, request(id, micros, done), "20");
            if (!answer.body().contains("\"op\":\"StepRun\"")) {
                return;
            }
        }
        throw new IOException("the run does not end");
    }

    private static String request(String run, long micros, int done) {
        StringJoiner stack = new StringJoiner(",", "[", "]");
        StringJoiner steps = new StringJoiner(",", "{", "}");
        for (int i = 0; i < done; i++) {
            stack.add("\"" + STEPS[i] + "\"");
            steps.add("\"" + STEPS[i] + "\":{\"data\":{\"n\":" + (i + 1) + "}}");
        }
        String event =
                "{\"data\":{\"t\":"
                        + micros
                        + "},\"id\":\""
                        + run
                        + "\",\"name\":\"bench/go\",\"ts\":1795971385798,\"user\":{}}";
        return """
        {"ctx":{"attempt":0,"disable_immediate_execution":false,"env":"","fn_id":"7ca013f8-176e-51be-8b31-c7244aa44dc5",\
        "generation_id":1,"job_id":"%s","max_attempts":4,"qi_id":"MnhuMGt2YmZvM3I0bzo6ZGVmYXVsdA==","request_id":"%s",\
        "run_id":"%s","stack":{"current":%d,"stack":%s},"step_id":"step","use_api":false},"defers":{},"event":%s,\
        "events":[%s],"steps":%s,"use_api":false,"version":2}"""
                .formatted(run, run, run, done, stack, event, event, steps);
    }

    /** Takes checkpoints, and keeps none. */
    private static void listen(int port) throws IOException {
        byte[] answer =
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
                        .getBytes(StandardCharsets.US_ASCII);
        Door.open(port, (_, to) -> to.write(answer));
    }

    private void through(String[] args) throws IOException {
        Client server = new Client(URI.create(args[2]), args[3]);
        String pid = args[4];
        int width = Integer.parseInt(args[5]);
        double rate = args.length > 7 ? Double.parseDouble(args[7]) : 0;
        Sender sender = rate > 0 ? atRate(server, rate) : new Window(server, width);
        long warm = System.nanoTime() + WARM_UP;
        while (System.nanoTime() < warm) {
            glance(sender);
        }
        double before = Measure.cpu(pid);
        long runs = ended;
        long end = warm + Long.parseLong(args[6]) * 1_000_000_000L;
        measure("with the server", end, () -> glance(sender));
        System.out.printf(
                "  server: %.2f CPU-s per 1,000 runs%n",
                1000 * (Measure.cpu(pid) - before) / Math.max(1, ended - runs));
    }

    private interface Sender {
        void send() throws IOException;
    }

    private Sender atRate(Client server, double rate) {
        long first = System.nanoTime();
        long[] sent = {0};
        return () -> {
            for (; sent[0] < (System.nanoTime() - first) * rate / 1e9; sent[0]++) {
                server.post("/e/dev", "[" + event() + "]", "200");
            }
        };
    }

    /** Keeps so many runs under way. */
    private final class Window implements Sender {
        private final Client server;
        private final int width;
        private long sent;

        Window(Client server, int width) {
            this.server = server;
            this.width = width;
        }

        @Override
        public void send() throws IOException {
            StringJoiner events = new StringJoiner(",", "[", "]");
            long before = sent;
            for (; sent < ended + width; sent++) {
                events.add(event());
            }
            if (sent > before) {
                server.post("/e/dev", events.toString(), "200");
            }
        }
    }

    private static String event() {
        return "{\"name\":\"bench/go\",\"data\":{\"t\":" + System.nanoTime() / 1000 + "}}";
    }

    private void glance(Sender sender) {
        try {
            long now = System.nanoTime();
            sender.send();
            look();
            Measure.sleepUntil(now + GLANCE);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void measure(String what, long end, Runnable meanwhile)
            throws IOException {
        look();
        firsts.clear();
        long before = ended;
        double used = cpu;
        long began = System.nanoTime();
        while (System.nanoTime() < end) {
            meanwhile.run();
            Measure.sleepUntil(Math.min(end, System.nanoTime() + 1_000_000));
        }
        look();
        double took = (System.nanoTime() - began) / 1e9;
        long runs = Math.max(1, ended - before);
        System.out.printf(
                "%s: %.1f runs/s, app %.2f CPU-s per 1,000 runs, event to first step p50 %.2f p99 %.2f ms%n",
                what,
                runs / took,
                1000 * (cpu - used) / runs,
                Measure.at(firsts, 0.5),
                Measure.at(firsts, 0.99));
    }
}
