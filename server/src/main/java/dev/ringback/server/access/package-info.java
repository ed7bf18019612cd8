/** Projects, API keys and who may do what. */
@NullMarked
package dev.ringback.server.access;

import org.jspecify.annotations.NullMarked;
