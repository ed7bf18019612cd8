/** Tests of server/groups. */
@NullMarked
package dev.ringback.server.groups;

import org.jspecify.annotations.NullMarked;
