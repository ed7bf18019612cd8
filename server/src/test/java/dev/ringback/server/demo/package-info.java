@NullMarked
package dev.ringback.server.demo;

import org.jspecify.annotations.NullMarked;
