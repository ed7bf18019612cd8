/** The commands of the program: what people type and what they are told. */
@NullMarked
package dev.ringback.server.command;

import org.jspecify.annotations.NullMarked;
