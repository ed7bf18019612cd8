package dev.ringback.server.endpoints;

import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.Program;
import java.util.Optional;

/** A compiled filter. CEL is loaded with this class, which is why {@link Filter} is another. */
final class CelFilter {

    private static final System.Logger LOG = System.getLogger(CelFilter.class.getName());

    /** Iterations of all loops of one evaluation together. */
    private static final int MAX_ITERATIONS = 1_000;

    private static final int MAX_DEPTH = 32;
    private static final int MAX_REGEX_SIZE = 1_000;

    private static final CelOptions OPTIONS =
            CelOptions.current()
                    .maxExpressionCodePointSize(Filter.MAX_LENGTH)
                    .maxParseRecursionDepth(MAX_DEPTH)
                    .comprehensionMaxIterations(MAX_ITERATIONS)
                    .maxRegexProgramSize(MAX_REGEX_SIZE)
                    .enableHeterogeneousNumericComparisons(true)
                    .build();

    private static final CelCompiler COMPILER =
            CelCompilerFactory.standardCelCompilerBuilder()
                    .setOptions(OPTIONS)
                    .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                    .addVar(FilterInput.TYPE, SimpleType.STRING)
                    .addVar(FilterInput.SUBJECT, SimpleType.STRING)
                    .addVar(FilterInput.ID, SimpleType.STRING)
                    .addVar(FilterInput.TIMESTAMP, SimpleType.TIMESTAMP)
                    .addVar(FilterInput.DATA, SimpleType.DYN)
                    .setResultType(SimpleType.BOOL)
                    .build();

    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.plannerRuntimeBuilder().setOptions(OPTIONS).build();

    private final String expression;
    private final Program program;

    private CelFilter(String expression, Program program) {
        this.expression = expression;
        this.program = program;
    }

    static Optional<String> problemWith(String expression) {
        CelValidationResult result = COMPILER.compile(expression);
        return result.hasError() ? Optional.of(result.getErrorString()) : Optional.empty();
    }

    /** Compiles an expression that {@link #problemWith} has no objection to. */
    static CelFilter compile(String expression) {
        try {
            var tree = COMPILER.compile(expression).getAst();
            return new CelFilter(expression, RUNTIME.createProgram(tree));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalStateException("a filter that was checked does not compile", e);
        }
    }

    /** Never throws: the payload is a stranger's, and must not stop an event from being taken. */
    boolean matches(FilterInput input) {
        try {
            return Boolean.TRUE.equals(program.eval(input::find));
        } catch (CelEvaluationException e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    () -> "filter does not match: %s: %s".formatted(expression, e.getMessage()));
            return false;
        }
    }
}
