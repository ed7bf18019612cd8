package dev.ringback.server.observe;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.Breaker;
import dev.ringback.kernel.port.LaneStatus;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.upstreams.Upstreams;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Writes the lanes' gauges. They are not kept in the registry: lanes come and go, and a gauge that
 * nobody removes would stay for ever.
 */
final class LaneText {

    /** Stands for all lanes of hosts that jobs named: strangers choose those. */
    private static final LaneId DIRECT = new LaneId("direct");

    /** A scrape of more lanes than this helps nobody; those that are late longest go first. */
    static final int MOST = 1_000;

    private LaneText() {}

    /**
     * The text, which is the same in both formats.
     *
     * @param projects whose a lane is, where that is known
     */
    static String of(
            Stream<LaneStatus> lanes, Instant now, Function<LaneId, Optional<ProjectId>> projects) {
        var worst = new Worst(now);
        lanes.forEach(worst::add);
        List<LaneStatus> shown = worst.all();
        var text = new StringBuilder(256 + (shown.size() * 180));
        head(text, "ringback_lanes", "Lanes that exist");
        text.append("ringback_lanes ").append(worst.count).append('\n');
        gauge(
                text,
                "ringback_lane_waiting",
                "Calls that wait",
                shown,
                projects,
                LaneStatus::waiting);
        gauge(
                text,
                "ringback_lane_running",
                "Calls that run",
                shown,
                projects,
                LaneStatus::running);
        gauge(
                text,
                "ringback_lane_oldest_due_seconds",
                "How long the longest-waiting due call has been due",
                shown,
                projects,
                lane -> late(lane, now));
        return text.toString();
    }

    /** The lanes that are late longest, of however many: no more are held than are shown. */
    private static final class Worst {

        private final Comparator<LaneStatus> byLateness;
        private final PriorityQueue<LaneStatus> latest;
        private final Map<LaneId, LaneStatus> sums = new HashMap<>();
        private long count;

        Worst(Instant now) {
            byLateness =
                    Comparator.<LaneStatus>comparingDouble(lane -> late(lane, now))
                            .thenComparingLong(LaneStatus::waiting);
            latest = new PriorityQueue<>(byLateness);
        }

        void add(LaneStatus lane) {
            count++;
            sharedBy(lane.lane())
                    .ifPresentOrElse(
                            all -> sums.merge(all, sum(empty(all), lane), LaneText::sum),
                            () -> latest.add(lane));
            if (latest.size() > MOST) {
                var _ = latest.poll();
            }
        }

        List<LaneStatus> all() {
            return Stream.concat(latest.stream(), sums.values().stream())
                    .sorted(byLateness.reversed())
                    .limit(MOST)
                    .toList();
        }
    }

    /** The lanes of one model server, of which each project has its own, are shown as one. */
    private static Optional<LaneId> sharedBy(LaneId lane) {
        return DirectWebhook.isLane(lane) ? Optional.of(DIRECT) : Upstreams.shared(lane);
    }

    private static LaneStatus empty(LaneId lane) {
        return new LaneStatus(lane, 0, 0, Optional.empty(), Breaker.closed());
    }

    private static LaneStatus sum(LaneStatus one, LaneStatus other) {
        return new LaneStatus(
                one.lane(),
                one.waiting() + other.waiting(),
                one.running() + other.running(),
                Stream.of(one.oldestDueAt(), other.oldestDueAt())
                        .flatMap(Optional::stream)
                        .min(Instant::compareTo),
                one.breaker());
    }

    private static double late(LaneStatus lane, Instant now) {
        return lane.oldestDueAt()
                .map(due -> Math.max(0, Duration.between(due, now).toMillis()) / 1_000.0)
                .orElse(0.0);
    }

    private static void gauge(
            StringBuilder text,
            String name,
            String help,
            List<LaneStatus> lanes,
            Function<LaneId, Optional<ProjectId>> projects,
            ToDoubleFunction<LaneStatus> value) {
        head(text, name, help);
        for (LaneStatus lane : lanes) {
            // A lane's id needs no escaping: it has no quote, backslash or line break.
            text.append(name).append("{lane=\"").append(lane.lane().value()).append('"');
            projects.apply(lane.lane())
                    .ifPresent(project ->
                            text.append(",project=\"").append(project.value()).append('"'));
            text.append("} ");
            number(text, value.applyAsDouble(lane));
            text.append('\n');
        }
    }

    private static void number(StringBuilder text, double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            text.append((long) value);
        } else {
            text.append(value);
        }
    }

    private static void head(StringBuilder text, String name, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(" gauge\n");
    }
}
