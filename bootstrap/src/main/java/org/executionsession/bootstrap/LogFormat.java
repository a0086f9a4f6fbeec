package org.executionsession.bootstrap;

/** How log lines are written. */
enum LogFormat {
    text("logback.xml"),
    json("logback-json.xml");

    private final String configuration;

    LogFormat(String configuration) {
        this.configuration = configuration;
    }

    /** Must come before the first line is logged. A configuration of the operator's own wins. */
    void use() {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", configuration);
        }
    }
}
