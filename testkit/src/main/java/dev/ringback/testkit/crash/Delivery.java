package dev.ringback.testkit.crash;

/**
 * What shall arrive once.
 *
 * @param path of the endpoint
 * @param event its id, as the receiver is told
 */
public record Delivery(String path, String event) {}
