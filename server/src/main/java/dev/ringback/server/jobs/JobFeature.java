package dev.ringback.server.jobs;

import dev.ringback.server.ground.Feature;

/** A room whose clients see their jobs in one shape. */
public interface JobFeature extends Feature {

    /** That shape. */
    Shape shape();
}
