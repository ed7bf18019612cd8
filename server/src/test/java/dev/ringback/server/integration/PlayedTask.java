package dev.ringback.server.integration;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.testkit.upstream.StubRequest;
import java.util.Optional;

/** Work that a {@link PlayedUpstream} has taken. It is under way until the test says otherwise. */
final class PlayedTask {

    private final String id;
    private final StubRequest asked;
    private final Optional<String> callback;
    private volatile State state = new State.Running();
    private volatile boolean calledOff;

    /** How it is. */
    sealed interface State {

        record Running() implements State {}

        /**
         * It is done.
         *
         * @param output any JSON
         */
        record Succeeded(JsonTree output) implements State {}

        record Failed(String message) implements State {}

        record Cancelled() implements State {}
    }

    /**
     * New work.
     *
     * @param callback where it is to be told that it is done
     */
    PlayedTask(String id, StubRequest asked, Optional<String> callback) {
        this.id = id;
        this.asked = asked;
        this.callback = callback;
    }

    /** By which the upstream knows it. */
    String id() {
        return id;
    }

    /** The request that handed it over. */
    StubRequest asked() {
        return asked;
    }

    /** That request's body. */
    JsonObject request() {
        return JsonTree.readObject(asked.body()).orElseGet(JsonObject::new);
    }

    /** Where it said that it wants to be called back. */
    Optional<String> callback() {
        return callback;
    }

    State state() {
        return state;
    }

    /** Whether somebody asked for it to be called off. */
    boolean calledOff() {
        return calledOff;
    }

    /**
     * It is done.
     *
     * @param output any JSON, with single quotes
     */
    PlayedTask succeeds(String output) {
        state = new State.Succeeded(JsonTree.read(Payload.of(Api.quoted(output))).orElseThrow());
        return this;
    }

    PlayedTask fails(String message) {
        state = new State.Failed(message);
        return this;
    }

    PlayedTask isCancelled() {
        state = new State.Cancelled();
        return this;
    }

    /** It is called off by whom it is for; one that has ended stays as it is. */
    void callOff() {
        calledOff = true;
        if (state instanceof State.Running) {
            state = new State.Cancelled();
        }
    }
}
