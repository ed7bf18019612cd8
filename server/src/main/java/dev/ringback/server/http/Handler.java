package dev.ringback.server.http;

/** Answers requests. Runs on a virtual thread of its own and may block. */
@FunctionalInterface
public interface Handler {

    HttpResponse handle(HttpRequest request);
}
