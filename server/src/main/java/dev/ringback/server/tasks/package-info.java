/**
 * The words of upstreams that take work now and call back when it is done: what they are asked, and
 * what their answers and callbacks mean. Nothing here sends or keeps anything.
 */
@NullMarked
package dev.ringback.server.tasks;

import org.jspecify.annotations.NullMarked;
