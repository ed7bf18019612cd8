package dev.ringback.kernel.engine;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.port.Loop;
import java.util.List;

/**
 * All who follow, in the order in which they are told.
 *
 * @param all each of them
 */
record Followers(List<Follower> all) {

    /** Tells each of them, as a step of this loop: a bug of one is no other's. */
    void committed(Change change, Loop loop) {
        all.forEach(each -> loop.step(() -> each.committed(change)));
    }
}
