package dev.ringback.cli;

import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * One command of the program.
 *
 * @param name the word by which it is called
 * @param usage what may be typed after that word, and what the help says about it
 * @param work does what was typed, and says one of {@link ExitCode}
 */
public record Command(String name, Supplier<CommandSpec> usage, ToIntFunction<ParseResult> work) {}
