package dev.ringback.server.inferencenet;

import dev.ringback.kernel.model.EventId;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.jobs.Announcements;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.openai.Operation;
import java.util.Optional;

/** What is known of each job that is a generation: its shape, what it remembers, how it is told. */
public final class GenerationJob {

    /** The word for its shape. */
    public static final String SHAPE = "generation";

    /** The type of the event that announces its end. */
    public static final String COMPLETED = "generation.completed";

    private static final String EMBEDDING = "async-embedding.completed";
    private static final String WEBHOOK_ID = "webhook_id";
    private static final String GROUP = "group";

    private GenerationJob() {}

    /** The type of the event that announces the end of such a request. */
    public static String type(Operation operation) {
        return operation == Operation.EMBEDDINGS ? EMBEDDING : COMPLETED;
    }

    /** Whether events of that type announce the end of a generation. */
    static boolean isType(String type) {
        return type.equals(COMPLETED) || type.equals(EMBEDDING);
    }

    /** The id of the event that says how a generation ended. */
    public static EventId completed(String generation) {
        return Announcements.id(generation, "completed");
    }

    /** What it remembers. */
    public static JsonObject detail(Optional<String> webhookId, Optional<String> group) {
        return new JsonObject().putIfPresent(WEBHOOK_ID, webhookId).putIfPresent(GROUP, group);
    }

    /** The endpoint that its request named. */
    public static Optional<String> webhookId(Job job) {
        return job.detail().text(WEBHOOK_ID);
    }

    /** Whether it belongs to a group. */
    public static boolean isOfGroup(Job job) {
        return job.detail().text(GROUP).isPresent();
    }
}
