/**
 * Transforms: JavaScript of strangers that says which events become of a request. It runs in
 * QuickJS, which is compiled to WebAssembly and from there to classes of Java: all its memory is an
 * array of ours, all that it can ask for are a few functions of ours, and it can be stopped at any
 * time. The only package that knows the libraries for that.
 */
@NullMarked
package dev.ringback.server.transforms;

import org.jspecify.annotations.NullMarked;
