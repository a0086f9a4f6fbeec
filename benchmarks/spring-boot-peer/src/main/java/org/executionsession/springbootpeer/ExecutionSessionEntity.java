package org.executionsession.springbootpeer;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A row: the session as one JSON document, and the columns that one would search by. */
@Entity
@Table(
        name = "execution_session",
        indexes = {
            @Index(name = "execution_session_created_date", columnList = "created_date"),
            @Index(name = "execution_session_modified_date", columnList = "modified_date"),
            @Index(name = "execution_session_task_id", columnList = "task_id"),
            @Index(name = "execution_session_app_id", columnList = "app_id")
        })
class ExecutionSessionEntity {

    @Id
    private UUID id;

    /** Null in a new entity, by which Spring Data knows to insert it and not to look for it first. */
    @Version
    private Integer version;

    @Column(nullable = false)
    private Instant createdDate;

    @Column(nullable = false)
    private Instant modifiedDate;

    private UUID taskId;

    private UUID appId;

    @JdbcTypeCode(SqlTypes.JSON)
    @Column(nullable = false)
    private ExecutionSession document;

    /** For Hibernate. */
    protected ExecutionSessionEntity() {}

    ExecutionSessionEntity(ExecutionSession session) {
        id = session.id();
        createdDate = session.createdDate();
        modifiedDate = session.modifiedDate();
        taskId = session.taskId();
        appId = session.app() == null ? null : session.app().id();
        document = session;
    }

    ExecutionSession document() {
        return document;
    }
}
