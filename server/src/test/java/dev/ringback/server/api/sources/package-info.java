/** Tests of server/api/sources. */
@NullMarked
package dev.ringback.server.api.sources;

import org.jspecify.annotations.NullMarked;
