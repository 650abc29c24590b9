package io.kagemusha.standalone.command;

import picocli.CommandLine.IVersionProvider;

/** The version that the manifest of the jar names, and the Java that runs it. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "kagemusha " + (version == null ? "(not run from its jar)" : version) + ", Java " + Runtime.version()
        };
    }
}
