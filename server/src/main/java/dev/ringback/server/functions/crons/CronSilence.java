package dev.ringback.server.functions.crons;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.functions.apps.FunctionLanes;
import java.util.List;

/**
 * Finds out whether an app has been silent since the time before: it was asked, it is asked again,
 * and never answered. As long as it is, one run is enough to wait for it, and the times that go by
 * are missed.
 *
 * @param store the run's requests
 */
record CronSilence(Store store) {

    /** A run that has more calls than that has heard of its app. */
    private static final int FEW = 10;

    boolean hasBeen(CronSchedule schedule) {
        return schedule.started()
                .map(event -> store.callsOf(schedule.project(), event, FEW))
                .filter(this::isUnanswered)
                .isPresent();
    }

    private boolean isUnanswered(List<Call> ofRun) {
        List<Call> requests =
                ofRun.stream().filter(call -> FunctionLanes.isStep(call.lane())).toList();
        return requests.size() == 1
                && requests.getFirst().state() instanceof CallState.Waiting
                && requests.getFirst().attempts() > 0
                && store.attempts(requests.getFirst().id()).stream()
                        .allMatch(CronSilence::isSilence);
    }

    /** What stands before an app answers for it when it is down. */
    private static boolean isSilence(Attempt attempt) {
        return switch (attempt.status()) {
            case 0, 502, 503, 504 -> true;
            default -> false;
        };
    }
}
