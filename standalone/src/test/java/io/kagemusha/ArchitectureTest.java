package io.kagemusha;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The layers of the project, and house rules that a machine can watch over. */
final class ArchitectureTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("io.kagemusha");

    @Test
    void commonKnowsNeitherNettyNorStreams() {
        noClasses()
                .that()
                .resideInAPackage("io.kagemusha.common..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty..",
                        "org.apache.kafka.streams..",
                        "io.kagemusha.proxy..",
                        "io.kagemusha.comparer..",
                        "io.kagemusha.standalone..")
                .check(CLASSES);
    }

    @Test
    void theProxyKnowsNothingOfTheComparer() {
        noClasses()
                .that()
                .resideInAPackage("io.kagemusha.proxy..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.kagemusha.comparer..", "io.kagemusha.standalone..", "org.apache.kafka.streams..")
                .check(CLASSES);
    }

    @Test
    void theComparerKnowsNothingOfTheProxy() {
        noClasses()
                .that()
                .resideInAPackage("io.kagemusha.comparer..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.kagemusha.proxy..", "io.kagemusha.standalone..", "io.netty..")
                .check(CLASSES);
    }

    @Test
    void comparingKnowsNothingOfKafka() {
        noClasses()
                .that()
                .resideInAPackage("io.kagemusha.comparer.compare..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(CLASSES);
    }

    @Test
    void onlyCaptureTalksToKafka() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.kagemusha.proxy.client..",
                        "io.kagemusha.proxy.exchange..",
                        "io.kagemusha.proxy.select..",
                        "io.kagemusha.proxy.backend..",
                        "io.kagemusha.proxy.http..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(CLASSES);
    }

    @Test
    void packagesOfCommonFormNoCycle() {
        slices().matching("io.kagemusha.common.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void packagesOfTheProxyFormNoCycle() {
        slices().matching("io.kagemusha.proxy.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void packagesOfTheComparerFormNoCycle() {
        slices().matching("io.kagemusha.comparer.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void packagesOfStandaloneFormNoCycle() {
        slices().matching("io.kagemusha.standalone.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void packagesAreNamedAfterStages() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..helper..", "..impl..", "..manager..", "..base..")
                .check(CLASSES);
    }

    @Test
    void onlyMainMethodsKnowTheStandardStreams() {
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Main")
                .should(accessStandardStreams())
                .check(CLASSES);
    }

    @Test
    void onlyMainMethodsEndTheJvm() {
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Main")
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(CLASSES);
    }

    @Test
    void nobodySleeps() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(CLASSES);
    }

    private static ArchCondition<JavaClass> accessStandardStreams() {
        Set<String> streams = Set.of("out", "err");
        return new ArchCondition<>("access standard streams") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getFieldAccessesFromSelf().stream()
                        .filter(access -> access.getTargetOwner().isEquivalentTo(System.class))
                        .filter(access -> streams.contains(access.getTarget().getName()))
                        .forEach(access -> events.add(SimpleConditionEvent.satisfied(access, access.getDescription())));
            }
        };
    }
}
