/**
 * What the server and an app say to each other about a run: the request that asks a function to go
 * on, and what it can answer, as data. Here is nothing decided.
 */
@NullMarked
package dev.ringback.server.functions.sdk;

import org.jspecify.annotations.NullMarked;
