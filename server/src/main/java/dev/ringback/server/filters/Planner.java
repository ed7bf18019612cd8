package dev.ringback.server.filters;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.ringback.server.filters.values.EvaluationBudget;
import dev.ringback.server.filters.values.EvaluationFailure;
import dev.ringback.server.filters.values.ValueKinds;
import dev.ringback.server.filters.values.ValueKinds.Bytes;
import dev.ringback.server.filters.values.ValueKinds.Uint;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Compiles a checked tree into nodes that can be evaluated. What is known already is worked out
 * here, so that a pattern or a time that is none is seen before there is an event.
 */
final class Planner {

    /**
     * An expression that is ready.
     *
     * @param root the whole
     * @param locals how many values loops keep at a time
     */
    record Plan(ExpressionNode root, int locals) {}

    private final CelAbstractSyntaxTree tree;
    private final boolean lenient;
    private int locals;

    private Planner(CelAbstractSyntaxTree tree, ExpressionDialect dialect) {
        this.tree = tree;
        this.lenient = dialect == ExpressionDialect.FUNCTION;
    }

    /**
     * Plans a part of a tree, or the whole of it.
     *
     * @throws Failure.At when a part of the expression has no value whatever the event is
     */
    static Plan plan(CelAbstractSyntaxTree tree, CelExpr part, ExpressionDialect dialect) {
        var planner = new Planner(tree, dialect);
        ExpressionNode root = planner.node(part, Map.of());
        return new Plan(root, planner.locals);
    }

    private int offset(CelExpr expression) {
        return offset(tree, expression);
    }

    static int offset(CelAbstractSyntaxTree tree, CelExpr expression) {
        Integer offset = tree.getSource().getPositionsMap().get(expression.id());
        return offset == null ? 0 : offset;
    }

    private ExpressionNode node(CelExpr expression, Map<String, Integer> scope) {
        Optional<ExpressionNode> type = typeName(expression);
        if (type.isPresent()) {
            return type.get();
        }
        return switch (expression.getKind()) {
            case CONSTANT -> new ExpressionNode.Literal(constant(expression.constant()));
            case IDENT -> ident(expression, scope);
            case SELECT -> select(expression, scope);
            case CALL -> call(expression, scope);
            case LIST -> list(expression, scope);
            case MAP -> map(expression, scope);
            case COMPREHENSION -> fold(expression, scope);
            case STRUCT, NOT_SET ->
                    throw new EvaluationFailure.At(offset(expression), "cannot be made here");
        };
    }

    /** Types are named like variables, or like members of some. */
    private Optional<ExpressionNode> typeName(CelExpr expression) {
        CelType type = tree.getType(expression.id()).orElse(SimpleType.DYN);
        return tree.getReference(expression.id())
                .filter(_ -> type.name().equals("type"))
                .map(CelReference::name)
                .filter(name -> !name.isEmpty())
                .map(name -> new ExpressionNode.Literal(new ValueKinds.TypeName(name)));
    }

    private static Object constant(CelConstant constant) {
        return switch (constant.getKind()) {
            case NULL_VALUE -> ValueKinds.Null.NULL;
            case BOOLEAN_VALUE -> constant.booleanValue();
            case INT64_VALUE -> constant.int64Value();
            case UINT64_VALUE -> Uint.of(constant.uint64Value().bigIntegerValue());
            case DOUBLE_VALUE -> constant.doubleValue();
            case STRING_VALUE -> constant.stringValue();
            case BYTES_VALUE ->
                    new Bytes(
                            new String(
                                    constant.bytesValue().toByteArray(),
                                    StandardCharsets.ISO_8859_1));
            default -> throw new IllegalStateException("no literal: " + constant.getKind());
        };
    }

    private ExpressionNode ident(CelExpr expression, Map<String, Integer> scope) {
        String name = expression.ident().name();
        Integer slot = scope.get(name);
        return slot != null
                ? new ExpressionNode.Local(slot)
                : new ExpressionNode.Variable(name, offset(expression));
    }

    private ExpressionNode select(CelExpr expression, Map<String, Integer> scope) {
        ExpressionNode of = node(expression.select().operand(), scope);
        String field = expression.select().field();
        if (lenient) {
            boolean test = expression.select().testOnly();
            StrictFunctions.Function found =
                    (args, _) -> {
                        Object value = LenientFunctions.select(args[0], field);
                        return test ? value != ValueKinds.Missing.MISSING : value;
                    };
            return new ExpressionNode.Call(found, List.of(of), offset(expression));
        }
        return expression.select().testOnly()
                ? new ExpressionNode.Has(of, field, offset(expression))
                : new ExpressionNode.Select(of, field, offset(expression));
    }

    private ExpressionNode list(CelExpr expression, Map<String, Integer> scope) {
        List<ExpressionNode> items = nodes(expression.list().elements(), scope);
        // An empty one may be the list that a loop gathers in, and is made anew each time.
        return items.isEmpty()
                ? new ExpressionNode.ListOf(items)
                : worked(new ExpressionNode.ListOf(items), items);
    }

    private ExpressionNode map(CelExpr expression, Map<String, Integer> scope) {
        List<ExpressionNode.MapOf.Entry> entries = new ArrayList<>();
        for (CelExpr.CelMap.Entry entry : expression.map().entries()) {
            ExpressionNode key = node(entry.key(), scope);
            entries.add(new ExpressionNode.MapOf.Entry(key, node(entry.value(), scope)));
        }
        return new ExpressionNode.MapOf(entries, offset(expression));
    }

    private List<ExpressionNode> nodes(List<CelExpr> expressions, Map<String, Integer> scope) {
        List<ExpressionNode> nodes = new ArrayList<>(expressions.size());
        for (CelExpr each : expressions) {
            nodes.add(node(each, scope));
        }
        return nodes;
    }

    private ExpressionNode call(CelExpr expression, Map<String, Integer> scope) {
        CelCall call = expression.call();
        int offset = offset(expression);
        List<ExpressionNode> args = new ArrayList<>();
        call.target().ifPresent(target -> args.add(node(target, scope)));
        args.addAll(nodes(call.args(), scope));
        if (lenient && !call.function().equals("@not_strictly_false")) {
            return lenient(call.function(), args, offset);
        }
        return switch (call.function()) {
            case "_&&_" -> new ExpressionNode.Junction(args.get(0), args.get(1), false, offset);
            case "_||_" -> new ExpressionNode.Junction(args.get(0), args.get(1), true, offset);
            case "_?_:_" ->
                    new ExpressionNode.Choice(args.get(0), args.get(1), args.get(2), offset);
            case "@not_strictly_false" -> new ExpressionNode.NotFalse(args.get(0));
            default -> worked(plain(call, args, offset), args);
        };
    }

    /** The time is no constant. */
    private static ExpressionNode lenient(String name, List<ExpressionNode> args, int offset) {
        ExpressionNode now = new ExpressionNode.Variable(LenientFunctions.NOW, offset);
        return switch (name) {
            case LenientFunctions.NOW -> now;
            case "now_plus", "now_minus" ->
                    new ExpressionNode.Call(
                            LenientFunctions.find(name), List.of(now, args.getFirst()), offset);
            default ->
                    worked(
                            new ExpressionNode.Call(LenientFunctions.find(name), args, offset),
                            args);
        };
    }

    private ExpressionNode plain(CelCall call, List<ExpressionNode> args, int offset) {
        return call.function().equals("matches")
                        && args.getLast() instanceof ExpressionNode.Literal(String pattern)
                ? matches(args.getFirst(), pattern, offset)
                : new ExpressionNode.Call(function(call), args, offset);
    }

    private static ExpressionNode matches(ExpressionNode text, String pattern, int offset) {
        try {
            return new ExpressionNode.Matches(
                    text, StringFunctions.regex(pattern, new EvaluationBudget()), offset);
        } catch (EvaluationFailure failure) {
            throw new EvaluationFailure.At(offset, failure.words());
        } catch (EvaluationBudget.Spent spent) {
            throw new EvaluationFailure.At(offset, String.valueOf(spent.getMessage()));
        }
    }

    private StrictFunctions.Function function(CelCall call) {
        if (call.function().equals("_/_") && call.args().stream().allMatch(this::isWhole)) {
            return StrictFunctions::divideWhole;
        }
        return StrictFunctions.find(call.function())
                .orElseThrow(() -> new IllegalStateException("no function: " + call.function()));
    }

    private boolean isWhole(CelExpr expression) {
        return tree.getType(expression.id()).filter(SimpleType.INT::equals).isPresent();
    }

    /** The value of a node that depends on nothing that is not written down. */
    private static ExpressionNode worked(ExpressionNode node, List<ExpressionNode> parts) {
        if (!parts.stream().allMatch(ExpressionNode.Literal.class::isInstance)) {
            return node;
        }
        try {
            return new ExpressionNode.Literal(
                    node.value(new EvaluationState(new EvaluationBudget(), FilterInput.NONE, 0)));
        } catch (EvaluationBudget.Spent spent) {
            throw new EvaluationFailure.At(0, String.valueOf(spent.getMessage()));
        }
    }

    private ExpressionNode fold(CelExpr expression, Map<String, Integer> scope) {
        CelComprehension loop = expression.comprehension();
        ExpressionNode range = lenient(node(loop.iterRange(), scope), LenientFunctions::range);
        ExpressionNode start = node(loop.accuInit(), scope);
        Map<String, Integer> inner = new HashMap<>(scope);
        int item = locals++;
        int result = locals++;
        inner.put(loop.iterVar(), item);
        inner.put(loop.accuVar(), result);
        return new ExpressionNode.Fold(
                range,
                item,
                result,
                start,
                node(loop.loopCondition(), inner),
                step(loop.loopStep(), loop, inner),
                node(loop.result(), inner),
                offset(expression));
    }

    /** As it stands, but a list that grows by one is not copied each time. */
    private ExpressionNode step(CelExpr step, CelComprehension loop, Map<String, Integer> scope) {
        if (step.getKind() != CelExpr.ExprKind.Kind.CALL) {
            return node(step, scope);
        }
        List<CelExpr> args = step.call().args();
        return switch (step.call().function()) {
            case "_?_:_" ->
                    new ExpressionNode.Choice(
                            lenient(node(args.get(0), scope), LenientFunctions::isTruthy),
                            step(args.get(1), loop, scope),
                            step(args.get(2), loop, scope),
                            offset(step));
            case "_+_" ->
                    isResult(args.get(0), loop) && isOne(args.get(1))
                            ? append(args.get(1).list().elements().getFirst(), loop, scope)
                            : node(step, scope);
            default -> node(step, scope);
        };
    }

    private ExpressionNode lenient(ExpressionNode node, UnaryOperator<Object> made) {
        return lenient
                ? new ExpressionNode.Call((args, _) -> made.apply(args[0]), List.of(node), 0)
                : node;
    }

    private ExpressionNode append(
            CelExpr added, CelComprehension loop, Map<String, Integer> scope) {
        return new ExpressionNode.Append(scope.getOrDefault(loop.accuVar(), 0), node(added, scope));
    }

    private static boolean isResult(CelExpr expression, CelComprehension loop) {
        return expression.getKind() == CelExpr.ExprKind.Kind.IDENT
                && expression.ident().name().equals(loop.accuVar());
    }

    private static boolean isOne(CelExpr expression) {
        return expression.getKind() == CelExpr.ExprKind.Kind.LIST
                && expression.list().elements().size() == 1;
    }
}
