/** Tests of json. */
@NullMarked
package dev.ringback.server.json;

import org.jspecify.annotations.NullMarked;
