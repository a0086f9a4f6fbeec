package org.executionsession.domain.query.typed;

import java.time.Instant;
import java.util.UUID;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.query.QueryableProperties;

/** The queryable properties of details. */
public final class DetailProperties {

    private static final TypedPaths<ExecutionResultDetailEntity> PATHS = TypedPaths.of(QueryableProperties.DETAILS);

    /** The id of the detail. */
    public static final EqualityProperty<ExecutionResultDetailEntity, UUID> ID = PATHS.id("id");

    /** The severity. */
    public static final ComparableProperty<ExecutionResultDetailEntity, DetailsType> DETAILS_TYPE =
            PATHS.enumeration("detailsType");

    /** The message. */
    public static final TextProperty<ExecutionResultDetailEntity> MESSAGE = PATHS.text("message");

    /** When it happened. */
    public static final ComparableProperty<ExecutionResultDetailEntity, Instant> DETAIL_CREATED_DATE =
            PATHS.date("detailCreatedDate");

    /** When it was created. */
    public static final ComparableProperty<ExecutionResultDetailEntity, Instant> CREATED_DATE =
            PATHS.date("createdDate");

    /** When it was last changed. */
    public static final ComparableProperty<ExecutionResultDetailEntity, Instant> MODIFIED_DATE =
            PATHS.date("modifiedDate");

    /** The user who created or last changed it. */
    public static final TextProperty<ExecutionResultDetailEntity> MODIFIED_BY_USER_NAME =
            PATHS.text("modifiedByUserName");

    private DetailProperties() {}
}
