package dev.ringback.server.events;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import java.util.List;
import java.util.Set;

/** The port to those who may get events; it answers from memory. */
public interface Recipients {

    /** Those of a project that want a type. */
    Wanting wanting(ProjectId project, String type);

    /** Whether the calls of a lane go one after the other where their events have one subject. */
    default boolean orderBySubject(LaneId lane) {
        return false;
    }

    /** The kind of the calls of a lane: how its recipient gets events. */
    default String kind(LaneId lane) {
        return Router.DELIVERY;
    }

    /** The projects that have some. */
    Set<ProjectId> projects();

    /**
     * Who wants a type, filters aside.
     *
     * @param all in the order of their ids
     * @param filtered whether one of them has a filter
     */
    record Wanting(List<? extends Recipient> all, boolean filtered) {

        /** Nobody. */
        public static final Wanting NONE = new Wanting(List.of(), false);

        /** Where the first after an id is. */
        public int after(String id) {
            int low = 0;
            int high = all.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (all.get(middle).id().compareTo(id) <= 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }
}
