package dev.ringback.server.tasks;

import dev.ringback.kernel.model.Payload;
import dev.ringback.server.openai.Operation;
import java.net.URI;
import java.util.Optional;

/**
 * Work that an upstream is to take.
 *
 * @param job the id of the job that it is for; the same for every try, so that an upstream that
 *     knows idempotency keys takes it once
 * @param operation what is asked for
 * @param model what the upstream calls the model
 * @param request in OpenAI's words and with the upstream's own name of the model
 * @param input what the model itself takes, as the client gave it; empty when the client asked in
 *     OpenAI's words
 * @param callback where the upstream tells that it is done; empty when it cannot
 */
public record NewTask(
        String job,
        Operation operation,
        String model,
        Payload request,
        Optional<Payload> input,
        Optional<Callback> callback) {

    /** The same with a place to call back to, or without. */
    public NewTask calledBackAt(Optional<Callback> where) {
        return new NewTask(job, operation, model, request, input, where);
    }

    /**
     * Where an upstream calls back.
     *
     * @param url of a source of this server
     * @param name under which the upstream keeps that URL, where it has to be told it beforehand
     */
    public record Callback(URI url, Optional<String> name) {}
}
