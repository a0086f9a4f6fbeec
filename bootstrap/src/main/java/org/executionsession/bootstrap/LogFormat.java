package org.executionsession.bootstrap;

/** The formats of log lines. */
enum LogFormat {
    text("logback.xml"),
    json("logback-json.xml");

    private final String configuration;

    LogFormat(String configuration) {
        this.configuration = configuration;
    }

    /**
     * Selects this format; must be called before the first log line. A logback configuration of the operator has
     * precedence.
     */
    void use() {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", configuration);
        }
    }
}
