/**
 * What the routes of the native API have in common: how a request is let in, read, decided about,
 * carried out once, refused, and answered page by page.
 */
@NullMarked
package dev.ringback.server.api.surface;

import org.jspecify.annotations.NullMarked;
