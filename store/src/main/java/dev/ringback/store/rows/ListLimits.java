package dev.ringback.store.rows;

import java.time.Duration;

/**
 * The bounds of the lists that people ask for.
 *
 * @param budget how long one is looked for before it answers what it has
 * @param places how many are looked for at a time
 * @param perProject how many of these may be of one project
 * @param patience how long one waits for a place
 * @param few so many calls are looked at one by one rather than asking where those of a type are
 */
public record ListLimits(Duration budget, int places, int perProject, Duration patience, int few) {

    public static final ListLimits DEFAULT =
            new ListLimits(Duration.ofSeconds(1), 3, 2, Duration.ofSeconds(2), 1000);
}
