/** Tests of operations. */
@NullMarked
package dev.ringback.server.operations;

import org.jspecify.annotations.NullMarked;
