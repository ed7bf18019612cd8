package dev.ringback.server.transforms;

import dev.ringback.kernel.memory.ByteBudget;
import java.util.Arrays;
import java.util.List;

/** Prints what transforms cost; see bench/README.md. Not a test. */
final class TransformCost {

    private static final String SHORT =
            "function transform(evt) { return { name: 'stripe.' + evt.type, data: evt, id: evt.id,"
                    + " ts: evt.created * 1000 } }";

    private static final Transforms TRANSFORMS = new Transforms(ByteBudget.ofHeap(512L << 20));

    private TransformCost() {}

    public static void main(String[] arguments) {
        System.out.printf("first call %.0f ms%n", millis(SHORT, body(2_000)));
        cost("warm-up", SHORT, body(2_000), 5_000);
        for (int size : List.of(200, 2_000, 20_000, 200_000, 1_000_000, 3_000_000)) {
            cost("body of " + size, SHORT, body(size), Math.max(20, 4_000_000 / size / 2));
        }
        cost(
                "script of 6 KB",
                SHORT + "\nfunction f(a) { return a + 1 }".repeat(200),
                body(2_000),
                1_000);
        cost(
                "raw only, 1 MB",
                "function transform() { return { name: 'a' } }",
                body(1_000_000),
                20);
        cost(
                "10,000 additions",
                "function transform() { let x = 0; for (let i = 0; i < 10000; i++) x += i;"
                        + " return { name: 'a', data: { x } } }",
                body(200),
                100);
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        System.out.printf(
                "heap in use %d MiB%n", (runtime.totalMemory() - runtime.freeMemory()) >> 20);
    }

    private static void cost(String name, String script, String body, int times) {
        double[] each = new double[Math.min(times, 4_000)];
        for (int i = 0; i < each.length; i++) {
            each[i] = millis(script, body);
        }
        double[] warm = Arrays.copyOfRange(each, each.length / 2, each.length);
        Arrays.sort(warm);
        System.out.printf(
                "%-20s p50 %.3f ms, p99 %.3f ms%n",
                name, warm[warm.length / 2], warm[warm.length * 99 / 100]);
    }

    private static double millis(String script, String body) {
        long begin = System.nanoTime();
        Transformed transformed =
                TRANSFORMS
                        .run(Scripts.project(), new TransformScript(script), Scripts.json(body))
                        .orElseThrow();
        double millis = (System.nanoTime() - begin) / 1e6;
        if (!(transformed instanceof Transformed.Events)) {
            throw new IllegalStateException(transformed.toString());
        }
        return millis;
    }

    private static String body(int size) {
        var body =
                new StringBuilder(
                        "{\"id\":\"evt_1\",\"type\":\"invoice.paid\",\"created\":1700000000,\"lines\":[0");
        while (body.length() < size) {
            body.append(",{\"amount\":1234,\"currency\":\"usd\",\"description\":\"some text\"}");
        }
        return body.append("]}").toString();
    }
}
