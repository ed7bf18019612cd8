package dev.ringback.server.filters;

import static dev.cel.common.CelFunctionDecl.newFunctionDeclaration;
import static dev.cel.common.CelOverloadDecl.newGlobalOverload;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** CEL as filters speak it: the standard, with arithmetic over numbers of different kinds. */
final class Grammar {

    /**
     * Keys of maps that are not written down. The type of a map holds the types of its keys and of
     * its values; where both are types of maps the checker's work doubles with each.
     */
    private static final int MAX_COMPUTED_KEYS = 4;

    private static final String TOO_MANY_KEYS =
            "has more than " + MAX_COMPUTED_KEYS + " keys of maps that are not written down";
    private static final Position BEGINNING = new Position(1, 1);

    private static final CelOptions OPTIONS =
            CelOptions.current()
                    .maxExpressionCodePointSize(Filter.MAX_LENGTH)
                    .maxParseRecursionDepth(Filter.MAX_DEPTH)
                    .enableHeterogeneousNumericComparisons(true)
                    // No name that can be written down is that of a loop's own list.
                    .enableHiddenAccumulatorVar(true)
                    .build();

    private static final List<CelType> NUMBERS =
            List.of(SimpleType.INT, SimpleType.UINT, SimpleType.DOUBLE);

    private static final CelCompiler ENDPOINTS =
            standard()
                    .addVar(FilterInput.TYPE, SimpleType.STRING)
                    .addVar(FilterInput.SUBJECT, SimpleType.STRING)
                    .addVar(FilterInput.ID, SimpleType.STRING)
                    .addVar(FilterInput.TIMESTAMP, SimpleType.TIMESTAMP)
                    .addVar(FilterInput.DATA, SimpleType.DYN)
                    .setResultType(SimpleType.BOOL)
                    .build();

    private static final CelCompiler FUNCTIONS =
            standard()
                    .addFunctionDeclarations(forgiving())
                    .addVar(RunExpression.EVENT, SimpleType.DYN)
                    .addVar(RunExpression.ASYNC, SimpleType.DYN)
                    .addVar(RunExpression.VARS, SimpleType.DYN)
                    .build();

    /** What became of a text. */
    sealed interface Checked {

        /** A tree whose types fit. */
        record Tree(CelAbstractSyntaxTree tree) implements Checked {}

        record Wrong(FilterFault fault) implements Checked {}
    }

    private Grammar() {}

    private static CelCompilerBuilder standard() {
        return CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addFunctionDeclarations(mixed());
    }

    /** What SDKs of functions know besides. */
    private static List<CelFunctionDecl> forgiving() {
        List<CelFunctionDecl> all = new ArrayList<>();
        for (String name : List.of("lowercase", "uppercase", "b64decode", "json_parse", "date")) {
            all.add(
                    newFunctionDeclaration(
                            name, newGlobalOverload(name, SimpleType.DYN, SimpleType.DYN)));
        }
        for (String name : List.of("now_plus", "now_minus")) {
            all.add(
                    newFunctionDeclaration(
                            name,
                            newGlobalOverload(name, SimpleType.TIMESTAMP, SimpleType.STRING)));
        }
        String now = LenientFunctions.NOW;
        all.add(newFunctionDeclaration(now, newGlobalOverload(now, SimpleType.TIMESTAMP)));
        return all;
    }

    static Checked check(String expression, ExpressionDialect dialect) {
        CelCompiler compiler = dialect == ExpressionDialect.ENDPOINT ? ENDPOINTS : FUNCTIONS;
        return switch (tree(compiler.parse(expression))) {
            case Checked.Wrong wrong -> wrong;
            case Checked.Tree(CelAbstractSyntaxTree parsed) ->
                    computedKeys(parsed) > MAX_COMPUTED_KEYS
                            ? new Checked.Wrong(new FilterFault(BEGINNING, TOO_MANY_KEYS))
                            : tree(compiler.check(parsed));
        };
    }

    private static Checked tree(CelValidationResult result) {
        if (result.hasError()) {
            return new Checked.Wrong(fault(result.getErrors().getFirst()));
        }
        try {
            return new Checked.Tree(result.getAst());
        } catch (CelValidationException e) {
            throw new IllegalStateException("a filter without an error is wrong", e);
        }
    }

    private static long computedKeys(CelAbstractSyntaxTree parsed) {
        return CelNavigableAst.fromAst(parsed)
                .getRoot()
                .allNodes()
                .filter(node -> node.getKind() == CelExpr.ExprKind.Kind.MAP)
                .flatMap(node -> node.expr().map().entries().stream())
                .filter(entry -> entry.key().getKind() != CelExpr.ExprKind.Kind.CONSTANT)
                .count();
    }

    private static FilterFault fault(CelIssue issue) {
        int line = Math.max(1, issue.getSourceLocation().getLine());
        int column = Math.max(0, issue.getSourceLocation().getColumn()) + 1;
        String words = issue.getMessage().replace("%%", "%").replace(" (in container '')", "");
        return new FilterFault(new Position(line, column), words);
    }

    /** The standard has none of these for numbers of two kinds. */
    private static List<CelFunctionDecl> mixed() {
        List<CelFunctionDecl> all = new ArrayList<>();
        for (String sign : List.of("_+_", "_-_", "_*_", "_/_", "_%_")) {
            all.add(newFunctionDeclaration(sign, pairs(sign, SimpleType.DOUBLE, type -> type)));
        }
        for (String sign : List.of("_==_", "_!=_")) {
            all.add(newFunctionDeclaration(sign, pairs(sign, SimpleType.BOOL, type -> type)));
        }
        all.add(newFunctionDeclaration("@in", pairs("@in", SimpleType.BOOL, ListType::create)));
        all.add(
                newFunctionDeclaration(
                        "_%_",
                        newGlobalOverload(
                                "modulo_double",
                                SimpleType.DOUBLE,
                                SimpleType.DOUBLE,
                                SimpleType.DOUBLE)));
        return all;
    }

    private static List<CelOverloadDecl> pairs(
            String sign, CelType result, UnaryOperator<CelType> second) {
        List<CelOverloadDecl> pairs = new ArrayList<>();
        for (CelType a : NUMBERS) {
            for (CelType b : NUMBERS) {
                if (!a.equals(b)) {
                    String id = "mixed" + sign + a.name() + "_" + b.name();
                    pairs.add(newGlobalOverload(id, result, a, second.apply(b)));
                }
            }
        }
        return pairs;
    }
}
