package org.executionsession.bootstrap;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import org.executionsession.bootstrap.internal.database.DatabaseUrl;
import org.executionsession.bootstrap.internal.scriptlog.ScriptLogFolder;
import org.executionsession.bootstrap.internal.startup.StartupException;
import org.executionsession.domain.port.outbound.ScriptLogFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** Where executors write script logs. */
final class ScriptLogOptions {

    @Option(
            names = "--script-log-folder",
            paramLabel = "FOLDER",
            defaultValue = "${env:EXECUTION_SESSIONS_SCRIPT_LOG_FOLDER}",
            description = "A folder with script logs that executors write. A result names its file in this folder in"
                    + " scriptLogLocation; who may read the result may read the file (default: no files are read).")
    private @Nullable Path folder;

    /**
     * Returns the files of the folder. Throws a {@link StartupException} if there is no such folder, or if it contains the database or
     * another file that an option names, such as one with a secret: callers could read them.
     *
     * @param options the options of the command
     */
    ScriptLogFiles files(List<OptionSpec> options, DatabaseUrl database) {
        if (folder == null) {
            return ScriptLogFiles.NONE;
        }
        if (!ScriptLogFolder.isSupported(folder)) {
            throw new StartupException(
                    "the folder of script logs, " + folder + " (--script-log-folder), is not a folder that can be read"
                            + " without following links",
                    null);
        }
        // A file name can contain a password by mistake; the URL prints none.
        database.file().ifPresent(file -> rejectInside(file, database + " (--database)"));
        for (OptionSpec option : options) {
            if (option.getValue() instanceof Path file && !file.equals(folder)) {
                rejectInside(file, file + " (" + option.longestName() + ")");
            }
        }
        return new ScriptLogFolder(folder);
    }

    private void rejectInside(Path file, String name) {
        if (ScriptLogFolder.contains(requireNonNull(folder), file)) {
            throw new StartupException(
                    "the folder of script logs, " + folder + " (--script-log-folder), contains " + name
                            + ", which callers could then read; use a folder that contains nothing but script logs",
                    null);
        }
    }
}
