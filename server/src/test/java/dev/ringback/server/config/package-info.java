/** Tests of the settings. */
@NullMarked
package dev.ringback.server.config;

import org.jspecify.annotations.NullMarked;
