package org.executionsession.jdbi.internal.sql;

/** The rows whose number is limited. A transaction that adds one locks their addition and counts them first. */
public enum LimitedRows {
    SELECTIONS,
    NOTIFICATIONS
}
