/** Tests of apps. */
@NullMarked
package dev.ringback.server.functions.apps;

import org.jspecify.annotations.NullMarked;
