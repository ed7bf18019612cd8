/**
 * What functions tell while they run: messages by channel and topic, handed to whoever listens at
 * the moment. Nothing of it is kept.
 */
@NullMarked
package dev.ringback.server.functions.realtime;

import org.jspecify.annotations.NullMarked;
