package dev.ringback.server.ground;

import dev.ringback.kernel.policy.LanePolicies;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.port.Kind;
import dev.ringback.net.http.Route;
import java.util.List;

/**
 * What a room offers to whoever puts the server together. It is made before the engine is; then
 * what it offers is asked for once, and its life goes through {@link #takeUp}, {@link #start},
 * {@link #letGo} and {@link #close}.
 */
public interface Feature extends AutoCloseable {

    /** What its calls are for. */
    default List<Kind> kinds() {
        return List.of();
    }

    /** How the lanes of its calls run. */
    default List<LanePolicies> policies() {
        return List.of();
    }

    /** Who keeps in memory what is on disk. */
    default List<Follower> followers() {
        return List.of();
    }

    /** What it answers over HTTP. */
    default List<Route> routes() {
        return List.of();
    }

    /** Takes up what is open on disk: the engine is there, and starts after this. */
    default void takeUp() {}

    /** Begins with what it does by itself: the engine runs, and nobody asks for anything yet. */
    default void start() {}

    /**
     * Looks in the background whether what it stands on beside the store is there, and warns of
     * what is not: somebody has just started the server, and sees the log.
     */
    default void lookAround() {}

    /** Lets those go who would stay for as long as they like: the listener waits for them next. */
    default void letGo() {}

    /**
     * Ends what it does by itself: nobody asks for anything any more, and the engine still runs.
     */
    @Override
    default void close() {}
}
