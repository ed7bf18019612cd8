/** Tests of openai. */
@NullMarked
package dev.ringback.server.openai;

import org.jspecify.annotations.NullMarked;
