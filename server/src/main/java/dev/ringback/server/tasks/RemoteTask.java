package dev.ringback.server.tasks;

import dev.ringback.server.openai.Operation;

/**
 * Work that an upstream has taken.
 *
 * @param id by which the upstream knows it
 * @param operation what was asked for
 * @param model what the upstream calls the model
 * @param job the id of the job that it is for
 */
public record RemoteTask(String id, Operation operation, String model, String job) {}
