package dev.ringback.server.events;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Recipients of several rooms as one, in the order of their ids. */
public final class JoinedRecipients implements Recipients {

    private final List<Recipients> rooms = new CopyOnWriteArrayList<>();

    /** Begins with those of one room. */
    public JoinedRecipients(Recipients first) {
        rooms.add(first);
    }

    /** Adds those of another room, before anything is published. */
    public void join(Recipients others) {
        rooms.add(others);
    }

    @Override
    public Wanting wanting(ProjectId project, String type) {
        Wanting joined = Wanting.NONE;
        for (Recipients room : rooms) {
            Wanting more = room.wanting(project, type);
            joined = joined.all().isEmpty() ? more : joined(joined, more);
        }
        return joined;
    }

    private static Wanting joined(Wanting one, Wanting other) {
        if (other.all().isEmpty()) {
            return one;
        }
        List<Recipient> all = new ArrayList<>(one.all());
        all.addAll(other.all());
        all.sort(Comparator.comparing(Recipient::id));
        return new Wanting(List.copyOf(all), one.filtered() || other.filtered());
    }

    @Override
    public boolean orderBySubject(LaneId lane) {
        for (Recipients room : rooms) {
            if (room.orderBySubject(lane)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String kind(LaneId lane) {
        for (Recipients room : rooms) {
            String kind = room.kind(lane);
            if (!kind.equals(Router.DELIVERY)) {
                return kind;
            }
        }
        return Router.DELIVERY;
    }

    @Override
    public Set<ProjectId> projects() {
        Set<ProjectId> projects = new HashSet<>();
        rooms.forEach(room -> projects.addAll(room.projects()));
        return projects;
    }
}
