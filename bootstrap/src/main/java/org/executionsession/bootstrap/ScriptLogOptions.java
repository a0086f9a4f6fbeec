package org.executionsession.bootstrap;

import java.nio.file.Path;
import org.executionsession.bootstrap.internal.scriptlog.ScriptLogFolder;
import org.executionsession.bootstrap.internal.startup.StartupException;
import org.executionsession.domain.port.outbound.ScriptLogFiles;
import org.jspecify.annotations.Nullable;
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

    /** Returns the files of the folder. Throws a {@link StartupException} if there is no such folder. */
    ScriptLogFiles files() {
        if (folder == null) {
            return ScriptLogFiles.NONE;
        }
        if (!ScriptLogFolder.isSupported(folder)) {
            throw new StartupException(
                    "the folder of script logs, " + folder + " (--script-log-folder), is not a folder that can be read"
                            + " without following links",
                    null);
        }
        return new ScriptLogFolder(folder);
    }
}
