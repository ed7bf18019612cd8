/**
 * The demo models: stand-ins that answer in every shape, so that everything can be tried before
 * there is a model server.
 */
@NullMarked
package dev.ringback.server.demo;

import org.jspecify.annotations.NullMarked;
