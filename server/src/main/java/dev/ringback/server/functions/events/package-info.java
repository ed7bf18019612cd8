/**
 * Events as SDKs of functions send them and as functions see them: how they are read, named by a
 * seed, answered, and those that the server makes itself.
 */
@NullMarked
package dev.ringback.server.functions.events;

import org.jspecify.annotations.NullMarked;
