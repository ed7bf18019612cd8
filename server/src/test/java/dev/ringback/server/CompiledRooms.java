package dev.ringback.server;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the program is made of, compiled, and how rules about it are said. */
final class CompiledRooms {

    static final List<String> MODULES =
            List.of(
                    "protocol",
                    "kernel",
                    "net",
                    "store",
                    "cli",
                    "redis",
                    "rabbitmq",
                    "sqs",
                    "kafka",
                    "server");
    static final JavaClasses CLASSES = imported();

    private CompiledRooms() {}

    /** The compiled modules, as they lie beside this one. */
    private static JavaClasses imported() {
        Path root = Repository.root();
        List<Path> modules =
                MODULES.stream()
                        .map(module -> root.resolve(module).resolve("target/classes"))
                        .filter(Files::isDirectory)
                        .toList();
        return new ClassFileImporter().importPaths(modules);
    }

    /** A module with all its rooms. */
    static String module(String name) {
        return "dev.ringback." + name + "..";
    }

    static String server(String room) {
        return module("server." + room);
    }

    static String net(String room) {
        return module("net." + room);
    }

    static String[] server(List<String> rooms) {
        return rooms.stream().map(CompiledRooms::server).toArray(String[]::new);
    }

    static void holds(ArchRule rule, String because) {
        rule.because(because).allowEmptyShould(true).check(CLASSES);
    }

    /** No class of some packages depends on one of the others. */
    static void independent(String because, String[] packages, String... others) {
        holds(
                noClasses()
                        .that()
                        .resideInAnyPackage(packages)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(others),
                because);
    }

    /** What some packages hold is for those who are named. */
    static void only(String because, String[] known, String... who) {
        holds(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(who)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(known),
                because);
    }

    /** What fulfils a condition is for those who are named. */
    static void only(String because, DescribedPredicate<JavaClass> known, String... who) {
        holds(
                noClasses().that().resideOutsideOfPackages(who).should().dependOnClassesThat(known),
                because);
    }

    static String[] packages(String... names) {
        return names;
    }

    static DescribedPredicate<JavaClass> oneOf(Class<?>... known) {
        List<String> names = List.of(known).stream().map(Class::getName).toList();
        return describe("are one of " + names, one -> names.contains(one.getName()));
    }

    static DescribedPredicate<JavaClass> named(String name) {
        return HasName.Predicates.name(name).forSubtype();
    }
}
