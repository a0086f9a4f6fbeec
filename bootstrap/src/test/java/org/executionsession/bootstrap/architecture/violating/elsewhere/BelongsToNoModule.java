package org.executionsession.bootstrap.architecture.violating.elsewhere;

/** Breaks DEPENDENCIES_POINT_INWARDS. */
final class BelongsToNoModule {}
