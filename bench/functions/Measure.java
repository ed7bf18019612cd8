import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.ArrayList;
import java.util.Collection;
import java.util.concurrent.locks.LockSupport;

/** What the benchmarks measure in. */
final class Measure {

    private Measure() {}

    /** Milliseconds below which a part of some nanoseconds lies; -1 of none. */
    static double at(Collection<Long> nanos, double part) {
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return sorted.isEmpty() ? -1 : sorted.get((int) (part * (sorted.size() - 1))) / 1e6;
    }

    /** CPU seconds of a process so far. */
    static double cpu(String pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    static void sleepUntil(long nanos) {
        while (nanos > System.nanoTime()) {
            LockSupport.parkNanos(nanos - System.nanoTime());
        }
    }
}
