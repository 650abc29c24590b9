package io.kagemusha.comparer.compare;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class CompareLayersTest {

    @Test
    void packagesOfComparingFormNoCycle() {
        var classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.kagemusha.comparer.compare");

        slices().matching("io.kagemusha.comparer.(**)")
                .should()
                .beFreeOfCycles()
                .check(classes);
    }
}
