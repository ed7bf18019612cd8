/** Publishing: who gets an event is asked of recipients; filters, and fan-outs of many pages. */
@NullMarked
package dev.ringback.server.events;

import org.jspecify.annotations.NullMarked;
