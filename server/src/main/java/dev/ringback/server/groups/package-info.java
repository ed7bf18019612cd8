/** inference.net's groups of generations, announced when the last of them has ended. */
@NullMarked
package dev.ringback.server.groups;

import org.jspecify.annotations.NullMarked;
