package dev.ringback.server.schemas;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.memory.NoRoomException;
import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.sharing.ThreadsInTurn;
import dev.ringback.protocol.EventType;
import dev.ringback.server.schemas.SchemaVerdict.Misfit;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Judges payloads by schemas, on a few threads of their own that projects have in turn, within a
 * budget of steps and bytes, and with memory that is accounted for. Of the library nothing is
 * loaded before the first schema comes.
 *
 * <p>A schema is a text: one JSON Schema, for all events, or an object whose members are named like
 * event types or patterns of those and are JSON Schemas. For a type, the member of its name is
 * asked, else that of the longest pattern that it matches, else it fits.
 */
public final class Schemas implements AutoCloseable {

    /** The longest schema, in bytes. */
    public static final int MAX_BYTES = 256 << 10;

    /** The most values of a payload that is judged. */
    public static final int MAX_VALUES = 100_000;

    /** Steps that one judgement may take. */
    public static final int MAX_STEPS = JudgingBudget.STEPS;

    /** Part of the heap that schemas that are ready may take. */
    private static final int PART = 32;

    /** Deep schemas over deep payloads: the library calls itself. */
    private static final long STACK = 4L << 20;

    /** What making a schema ready takes for as long as it lasts, by its length. */
    private static final long MAKING = 40;

    private final ByteBudget budget;
    private final ThreadsInTurn threads;
    private final SchemaCache ready = new SchemaCache(Runtime.getRuntime().maxMemory() / PART);

    /**
     * Makes them ready to be asked.
     *
     * @param budget of which a judgement takes what it holds of a payload
     */
    public Schemas(ByteBudget budget) {
        this.budget = budget;
        int half = Runtime.getRuntime().availableProcessors() / 2;
        this.threads = new ThreadsInTurn("schema", Math.max(2, half), STACK);
    }

    /** What looking at a schema gives: what is wrong with it, if anything. */
    public record Checked(Optional<SchemaFault> fault) {}

    /**
     * Looks at a schema, and waits for that. Empty when so much of the project waits, or memory is
     * so short, that this had better be done later.
     */
    public Optional<Checked> check(ProjectId project, String schema) {
        return inTurn(
                project,
                () -> 0,
                () ->
                        switch (schemas(project, schema)) {
                            case SchemaSet.Read.Wrong(SchemaFault fault) ->
                                    new Checked(Optional.of(fault));
                            case SchemaSet.Read.Ready _ -> new Checked(Optional.empty());
                        });
    }

    /**
     * Judges a payload, and waits for that. Empty when so much of the project waits, or memory is
     * so short, that this had better be done later.
     *
     * @param type what the event would be
     * @param payload must be JSON to fit, when there is a schema for the type
     */
    public Optional<SchemaVerdict> judge(
            ProjectId project, String schema, EventType type, Payload payload) {
        return inTurn(
                project,
                () -> Values.bytes(payload, MAX_VALUES),
                () ->
                        switch (schemas(project, schema)) {
                            case SchemaSet.Read.Wrong(SchemaFault fault) ->
                                    new SchemaVerdict.Unjudged("the schema is wrong: " + fault);
                            case SchemaSet.Read.Ready(SchemaSet schemas) ->
                                    schemas.of(type)
                                            .map(found -> judge(found, payload))
                                            .orElseGet(SchemaVerdict.Fits::new);
                        });
    }

    /**
     * Does work in turn.
     *
     * @param room the bytes that it takes for certain; more is asked for on the way
     */
    private <T> Optional<T> inTurn(ProjectId project, LongSupplier room, Supplier<T> work) {
        return threads.tryInTurn(project, () -> withRoom(project, room.getAsLong(), work))
                .flatMap(done -> done);
    }

    private <T> Optional<T> withRoom(ProjectId project, long bytes, Supplier<T> work) {
        Optional<ByteBudget.Share> taken = budget.of(project).take(bytes);
        if (taken.isEmpty()) {
            return Optional.empty();
        }
        try (ByteBudget.Share share = taken.get()) {
            return Optional.of(RoomOfThread.within(share::grow, work));
        } catch (NoRoomException _) {
            return Optional.empty();
        }
    }

    private SchemaSet.Read schemas(ProjectId project, String schema) {
        Optional<SchemaSet> found = ready.find(project, schema);
        if (found.isPresent()) {
            return new SchemaSet.Read.Ready(found.get());
        }
        RoomOfThread.take(MAKING * schema.length());
        SchemaSet.Read read = SchemaSet.read(schema);
        if (read instanceof SchemaSet.Read.Ready(SchemaSet schemas)) {
            ready.keep(project, schema, schemas);
        }
        return read;
    }

    private static SchemaVerdict judge(JsonSchema schema, Payload payload) {
        return switch (Values.read(payload.bytes(), MAX_VALUES)) {
            case Values.Read.Malformed(String words) ->
                    new SchemaVerdict.Differs(List.of(new Misfit("", words)));
            case Values.Read.TooMuch(String words) -> new SchemaVerdict.Unjudged(words);
            case Values.Read.Whole(Value value, _) -> schema.judge(value, new JudgingBudget());
        };
    }

    /** Does what waits, and ends the threads. */
    @Override
    public void close() {
        threads.close();
    }
}
