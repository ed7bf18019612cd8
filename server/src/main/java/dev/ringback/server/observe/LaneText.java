package dev.ringback.server.observe;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.policy.Breaker;
import dev.ringback.kernel.port.LaneStatus;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.upstreams.Upstreams;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Writes the lanes' gauges. They are not kept in the registry: lanes come and go, and a gauge that
 * nobody removes would stay for ever.
 */
final class LaneText {

    static final Header CONTENT_TYPE =
            new Header("Content-Type", "text/plain; version=0.0.4; charset=utf-8");

    /** Stands for all lanes of hosts that jobs named: strangers choose those. */
    private static final LaneId DIRECT = new LaneId("direct");

    /** A scrape of more lanes than this helps nobody; those that are late longest go first. */
    static final int MOST = 1_000;

    private LaneText() {}

    static String of(List<LaneStatus> lanes, Instant now) {
        List<LaneStatus> worst =
                summed(lanes).stream()
                        .sorted(
                                Comparator.<LaneStatus>comparingDouble(lane -> late(lane, now))
                                        .thenComparingLong(LaneStatus::waiting)
                                        .reversed())
                        .limit(MOST)
                        .toList();
        var text = new StringBuilder(256 + (worst.size() * 180));
        head(text, "ringback_lanes", "Lanes that exist");
        text.append("ringback_lanes ").append(lanes.size()).append('\n');
        gauge(text, "ringback_lane_waiting", "Calls that wait", worst, LaneStatus::waiting);
        gauge(text, "ringback_lane_running", "Calls that run", worst, LaneStatus::running);
        gauge(
                text,
                "ringback_lane_oldest_due_seconds",
                "How long the longest-waiting due call has been due",
                worst,
                lane -> late(lane, now));
        return text.toString();
    }

    private static Collection<LaneStatus> summed(List<LaneStatus> lanes) {
        Map<LaneId, LaneStatus> summed = new HashMap<>();
        for (LaneStatus lane : lanes) {
            LaneId shown = shown(lane.lane());
            LaneStatus empty = new LaneStatus(shown, 0, 0, Optional.empty(), Breaker.closed());
            summed.merge(shown, sum(empty, lane), LaneText::sum);
        }
        return summed.values();
    }

    /** The lanes of one model server, of which each project has its own, are shown as one. */
    private static LaneId shown(LaneId lane) {
        return DirectWebhook.isLane(lane) ? DIRECT : Upstreams.shared(lane).orElse(lane);
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
            ToDoubleFunction<LaneStatus> value) {
        head(text, name, help);
        for (LaneStatus lane : lanes) {
            // A lane's id needs no escaping: it has no quote, backslash or line break.
            text.append(name).append("{lane=\"").append(lane.lane().value()).append("\"} ");
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
