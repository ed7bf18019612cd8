/** The apps that serve functions, as they registered, and how the server speaks to them. */
@NullMarked
package dev.ringback.server.functions.apps;

import org.jspecify.annotations.NullMarked;
