package dev.ringback.kernel.sharing;

import dev.ringback.kernel.model.ProjectId;
import java.util.HashMap;
import java.util.Map;

/**
 * Places that projects share without waiting for one. A project may have as many as there are
 * places left, so one alone may have half of them, and there is always room for another. Safe for
 * many threads.
 */
public final class Places {

    private final int most;
    private final Map<ProjectId, Integer> taken = new HashMap<>();
    private int all;

    /**
     * Makes so many, all free.
     *
     * @param most 1 or more
     */
    public Places(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("there must be a place, not " + most);
        }
        this.most = most;
    }

    /** Takes a place, which is to be left; false when the project has its share. */
    public synchronized boolean take(ProjectId project) {
        if (taken.getOrDefault(project, 0) >= most - all) {
            return false;
        }
        occupy(project);
        return true;
    }

    /** Takes a place, which is to be left, though there may be none: what is under way goes on. */
    public synchronized void occupy(ProjectId project) {
        taken.merge(project, 1, Integer::sum);
        all++;
    }

    /** Gives a place back. */
    public synchronized void leave(ProjectId project) {
        taken.computeIfPresent(project, (_, count) -> count == 1 ? null : count - 1);
        all--;
    }
}
