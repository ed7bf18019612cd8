package dev.ringback.server.groups;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Clock;
import dev.ringback.server.inferencenet.GenerationJob;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.work.Work;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Watches over one group: announces it when the last of its members has ended, and calls off what
 * is left of it when its time is over.
 *
 * <p>Those that are left are a set, from which each is taken once, whoever tells of its end. The
 * announcement and the removal of the group's document are one commit, and the event's id follows
 * from the group's: so a group is announced once, whatever dies when.
 */
final class GroupRun implements Work {

    private final ProjectId project;
    private final String id;
    private final Ports ports;
    private volatile Optional<Group> known = Optional.empty();
    private volatile boolean doubtful = true;

    /**
     * What it reaches.
     *
     * @param left the members of all open groups that are not known to have ended, by the events
     *     that will tell it
     */
    record Ports(
            Store store,
            GroupEnd end,
            Jobs jobs,
            Clock time,
            ByteBudget budget,
            Map<EventId, GroupRun> left) {}

    GroupRun(ProjectId project, String id, Ports ports) {
        this.project = project;
        this.id = id;
        this.ports = ports;
    }

    ProjectId project() {
        return project;
    }

    String id() {
        return id;
    }

    /** Hears that a member has ended; whether none is left. */
    boolean ended(Event member) {
        return member.project().equals(project)
                && ports.left().remove(member.id(), this)
                && left().findAny().isEmpty();
    }

    @Override
    public Round next() {
        if (doubtful && !read()) {
            forget();
            return Round.OVER;
        }
        Group group = known.orElseThrow();
        if (left().findAny().isEmpty()) {
            return announce(group);
        }
        return ports.time().surely().isBefore(group.expiresAt())
                        || ports.jobs().cancelAll(project, group.members(), GenerationJob.SHAPE)
                ? Round.IDLE
                : Round.REFUSED;
    }

    private Round announce(Group group) {
        try (Share _ = ports.budget().of(project).inTurn(ports.end().needs(group))) {
            return announcedWithin(group);
        }
    }

    private Round announcedWithin(Group group) {
        Optional<Change> announced = ports.end().announced(group, ports.time().now());
        if (announced.isEmpty()) {
            // An end has been pruned since: it is awaited again, until the group itself is.
            known = Optional.empty();
            doubt();
            return Round.IDLE;
        }
        Change change = announced.get().and(Change.delete(group.open()));
        Committed committed = ports.jobs().commit(change);
        if (committed instanceof Committed.Done) {
            return Round.OVER;
        }
        doubt();
        return committed instanceof Committed.Stale ? Round.MORE : Round.REFUSED;
    }

    /** Reads whether it is open, and which of those that are left have ended since. */
    private boolean read() {
        doubtful = false;
        if (ports.store().document(Group.OPEN, project, id).isEmpty()) {
            return false;
        }
        if (known.isEmpty()) {
            known = ports.store().event(project, new EventId(id)).map(Group::of);
            // Before their ends are read, so that none is missed in between.
            members().forEach(member -> ports.left().put(member, this));
        }
        left().filter(member -> ports.store().size(project, member).isPresent())
                .forEach(member -> ports.left().remove(member, this));
        return known.isPresent();
    }

    private Stream<EventId> members() {
        return known.stream()
                .flatMap(group -> group.members().stream())
                .map(GenerationJob::completed);
    }

    private Stream<EventId> left() {
        return members().filter(ports.left()::containsKey);
    }

    private void forget() {
        members().forEach(member -> ports.left().remove(member, this));
    }

    @Override
    public void doubt() {
        doubtful = true;
    }

    @Override
    public int progress() {
        return Math.toIntExact(members().count() - left().count());
    }

    @Override
    public Optional<Instant> expiresAt() {
        return known.map(Group::expiresAt);
    }
}
