package dev.ringback.server.functions.realtime;

import dev.ringback.kernel.model.ProjectId;
import java.util.Set;

/**
 * What somebody listens to.
 *
 * @param project whose messages
 * @param channel a name, such as the id of a run
 * @param names topics of the channel; others are not heard
 */
record Topics(ProjectId project, String channel, Set<String> names) {

    /** The topic of what durable endpoints stream, which is not worded as messages are. */
    static final String STREAM = "$stream";

    /** The topic of what a run does in the end. */
    static final String RUN = "$run";

    /** The topic of what all steps of a run come to; that of one alone is its name. */
    static final String STEP = "$step";

    Topics {
        names = Set.copyOf(names);
    }

    boolean means(ProjectId of, String on, Set<String> topics) {
        return project.equals(of)
                && channel.equals(on)
                && topics.stream().anyMatch(names::contains);
    }
}
