package dev.ringback.testkit.crash;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What arrived at a receiver, and in which life of the server. */
public final class Arrivals {

    private final Map<Delivery, List<Arrival>> byDelivery = new ConcurrentHashMap<>();
    private final AtomicLong count = new AtomicLong();
    private final AtomicInteger life = new AtomicInteger();

    /** A life of the server, and one of its endpoints. */
    public record LifeAndPath(int life, String path) {}

    Arrival add(Delivery delivery) {
        var arrival = new Arrival(delivery, life.get(), System.nanoTime());
        byDelivery.computeIfAbsent(delivery, _ -> new CopyOnWriteArrayList<>()).add(arrival);
        count.incrementAndGet();
        return arrival;
    }

    /** What arrives from now on was sent by the next life of the server. */
    public void nextLife() {
        life.incrementAndGet();
    }

    /** The number of the present life, from 0. */
    public int life() {
        return life.get();
    }

    /** Whether this arrived at least once. */
    public boolean has(Delivery delivery) {
        return byDelivery.containsKey(delivery);
    }

    /** How many different things arrived. */
    public int distinct() {
        return byDelivery.size();
    }

    /** How many requests arrived, repeated ones included. */
    public long count() {
        return count.get();
    }

    /** The arrivals of one delivery, in order. */
    public List<Arrival> of(Delivery delivery) {
        return List.copyOf(byDelivery.getOrDefault(delivery, List.of()));
    }

    /** All arrivals, those of one delivery in order. */
    public Stream<List<Arrival>> all() {
        return byDelivery.values().stream().map(List::copyOf);
    }

    /** What was sent before a moment, as far as it is read by now, and not answered then. */
    public Set<Delivery> unansweredAt(long moment) {
        return all().flatMap(List::stream)
                .filter(arrival -> arrival.unansweredAt(moment))
                .map(Arrival::delivery)
                .collect(Collectors.toSet());
    }

    /** What arrived twice in one life of the server, which nothing excuses. */
    public List<Delivery> repeatedWithinALife() {
        return all().filter(Arrivals::repeatsWithinALife)
                .map(each -> each.getFirst().delivery())
                .toList();
    }

    /** How many arrivals were repeated by a later life, by life and path. */
    public Map<LifeAndPath, Long> repeatedLater() {
        return all().flatMap(each -> each.subList(0, each.size() - 1).stream())
                .collect(
                        Collectors.groupingBy(
                                arrival ->
                                        new LifeAndPath(arrival.life(), arrival.delivery().path()),
                                Collectors.counting()));
    }

    private static boolean repeatsWithinALife(List<Arrival> arrivals) {
        return arrivals.stream().map(Arrival::life).distinct().count() < arrivals.size();
    }
}
