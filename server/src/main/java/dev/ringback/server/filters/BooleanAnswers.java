package dev.ringback.server.filters;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.Set;

/**
 * Decides whether an expression can have a boolean as its result. The checker leaves open what
 * depends on data; but a sum, for one, is no boolean whatever the data is.
 */
final class BooleanAnswers {

    private static final Set<String> NEVER =
            Set.of(
                    "_+_",
                    "_-_",
                    "_*_",
                    "_/_",
                    "_%_",
                    "-_",
                    "size",
                    "int",
                    "uint",
                    "double",
                    "string",
                    "bytes",
                    "timestamp",
                    "duration",
                    "type");

    private final CelAbstractSyntaxTree tree;

    private BooleanAnswers(CelAbstractSyntaxTree tree) {
        this.tree = tree;
    }

    /** Whether there could be an event to which the answer is true or false. */
    static boolean canBeBoolean(CelAbstractSyntaxTree tree) {
        return new BooleanAnswers(tree).canBe(tree.getExpr());
    }

    private boolean canBe(CelExpr expression) {
        CelType type = tree.getType(expression.id()).orElse(SimpleType.DYN);
        if (!type.equals(SimpleType.DYN)) {
            return type.equals(SimpleType.BOOL);
        }
        return switch (expression.getKind()) {
            case CALL -> canBe(expression.call());
            case LIST, MAP, STRUCT -> false;
            case CONSTANT, IDENT, SELECT, COMPREHENSION, NOT_SET -> true;
        };
    }

    private boolean canBe(CelExpr.CelCall call) {
        return switch (call.function()) {
            case "dyn" -> canBe(call.args().getFirst());
            case "_?_:_" -> canBe(call.args().get(1)) || canBe(call.args().get(2));
            default -> !NEVER.contains(call.function());
        };
    }
}
