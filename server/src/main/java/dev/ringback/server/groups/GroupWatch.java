package dev.ringback.server.groups;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.port.Follower;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.jobs.Announcements;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.work.Workers;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Watches over all groups that are open, until each is announced. */
final class GroupWatch implements Follower, AutoCloseable {

    private final Ground ground;
    private final GroupEnd end;
    private final Workers<GroupRun> open;
    private final Map<EventId, GroupRun> left = new ConcurrentHashMap<>();

    /** Makes it ready; {@link #start} sets it going. */
    GroupWatch(Ground ground, Announcements announcements) {
        this.ground = ground;
        this.end = new GroupEnd(ground.store(), announcements, cap(ground.budget()));
        this.open = new Workers<>(Group.OPEN, ground.store(), ground.time());
    }

    /** As long as can be held, made into a body and told, even with a small heap. */
    private static int cap(ByteBudget budget) {
        return (int) Math.min(GroupEnd.CAP, budget.largest() / 4);
    }

    /** Takes up the groups that are open on disk, and from now on those that come. */
    void start(Jobs jobs) {
        var ports =
                new GroupRun.Ports(ground.store(), end, jobs, ground.time(), ground.budget(), left);
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
