/** What the SDKs of functions ask the server for, over HTTP. */
@NullMarked
package dev.ringback.server.functions.wire;

import org.jspecify.annotations.NullMarked;
