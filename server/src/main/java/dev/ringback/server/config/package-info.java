/** Settings: flags, environment, file; parsed once, refused with a sentence. */
@NullMarked
package dev.ringback.server.config;

import org.jspecify.annotations.NullMarked;
