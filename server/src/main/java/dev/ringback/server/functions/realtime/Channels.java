package dev.ringback.server.functions.realtime;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.sharing.Places;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;

/** Hands what is published to those who listen at the moment. */
final class Channels {

    /** Who listens at a time; to one project alone half of them. */
    static final int MOST = 2_000;

    private record Name(ProjectId project, String channel) {}

    private final Map<Name, Set<Listening>> listening = new ConcurrentHashMap<>();

    /** A channel may have the id of whatever run, so it is the project's own that is meant. */
    private record RunOf(ProjectId project, long number) {}

    /** The channels of runs that somebody listens to: a run may have two ids. */
    private final Map<RunOf, Set<String>> runs = new ConcurrentHashMap<>();

    private final Places places = new Places(MOST);
    private final ByteBudget budget;
    private boolean over;

    /**
     * Nobody listens yet.
     *
     * @param budget the account of what is held in memory
     */
    Channels(ByteBudget budget) {
        this.budget = budget;
    }

    /** Begins to listen; empty when too many do. To be closed in any case. */
    synchronized Optional<Listening> listen(Topics topics) {
        if (over || !places.take(topics.project())) {
            return Optional.empty();
        }
        Optional<Share> share = budget.of(topics.project()).spare(0);
        if (share.isEmpty()) {
            places.leave(topics.project());
            return Optional.empty();
        }
        Listening one = new Listening(topics, this, share.get());
        listening.computeIfAbsent(name(topics), _ -> new CopyOnWriteArraySet<>()).add(one);
        return Optional.of(one);
    }

    /** Begins to listen to a channel that is the id of a run. */
    synchronized Optional<Listening> listenToRun(Topics topics, long run) {
        Optional<Listening> one = listen(topics);
        one.ifPresent(_ ->
                runs.computeIfAbsent(
                                new RunOf(topics.project(), run), _ -> new CopyOnWriteArraySet<>())
                        .add(topics.channel()));
        return one;
    }

    /** Whether somebody listens to a run. */
    boolean haveRuns() {
        return !runs.isEmpty();
    }

    /** The channels of a run to which somebody listens. */
    Set<String> ofRun(ProjectId project, long run) {
        return runs.getOrDefault(new RunOf(project, run), Set.of());
    }

    private static Name name(Topics topics) {
        return new Name(topics.project(), topics.channel());
    }

    synchronized void leave(Listening one) {
        Set<Listening> all = listening.get(name(one.topics()));
        if (all != null && all.remove(one)) {
            places.leave(one.topics().project());
            if (all.isEmpty()) {
                listening.remove(name(one.topics()));
                forgetRun(one.topics());
            }
        }
    }

    private void forgetRun(Topics topics) {
        runs.entrySet()
                .removeIf(each ->
                        each.getKey().project().equals(topics.project())
                                && each.getValue().remove(topics.channel())
                                && each.getValue().isEmpty());
    }

    /** Hands something to all who listen to one of the topics. */
    void publish(ProjectId project, String channel, Set<String> topics, Payload what) {
        for (Listening each : listening.getOrDefault(new Name(project, channel), Set.of())) {
            if (each.topics().means(project, channel, topics)) {
                each.take(what);
            }
        }
    }

    /** Lets all go who listen, and nobody begin. */
    synchronized void close() {
        over = true;
        listening.values().forEach(all -> all.forEach(Listening::end));
    }
}
