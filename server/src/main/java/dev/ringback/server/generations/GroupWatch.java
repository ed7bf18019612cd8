package dev.ringback.server.generations;

import dev.ringback.kernel.ByteBudget;
import dev.ringback.kernel.Change;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.EventId;
import dev.ringback.kernel.Follower;
import dev.ringback.kernel.Store;
import dev.ringback.kernel.Time;
import dev.ringback.server.jobs.Announcements;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.work.Workers;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Watches over all groups that are open, until each is announced. */
public final class GroupWatch implements Follower, AutoCloseable {

    private final Store store;
    private final GroupEnd end;
    private final Time time;
    private final ByteBudget budget;
    private final Workers<GroupRun> open;
    private final Map<EventId, GroupRun> left = new ConcurrentHashMap<>();

    /** Makes it ready; {@link #start} sets it going. */
    public GroupWatch(Store store, Announcements announcements, Time time, ByteBudget budget) {
        this.store = store;
        this.end = new GroupEnd(store, announcements, cap(budget));
        this.time = time;
        this.budget = budget;
        this.open = new Workers<>(Group.OPEN, store, time);
    }

    /** As long as can be held, made into a body and told, even with a small heap. */
    private static int cap(ByteBudget budget) {
        return (int) Math.min(GroupEnd.CAP, budget.largest() / 4);
    }

    /** Takes up the groups that are open on disk, and from now on those that come. */
    public void start(Jobs jobs) {
        var ports = new GroupRun.Ports(store, end, jobs, time, budget, left);
        open.start(document -> new GroupRun(document.project(), document.id(), ports));
    }

    @Override
    public void committed(Change change) {
        open.committed(change);
        if (!left.isEmpty()) {
            change.events().forEach(this::ended);
        }
    }

    private void ended(Event event) {
        Optional.ofNullable(left.get(event.id()))
                .filter(group -> group.ended(event))
                .ifPresent(group -> open.kick(group.project(), group.id()));
    }

    @Override
    public void close() {
        open.close();
    }
}
