package org.executionsession.bootstrap.architecture.violating.domain.model;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;

/** Breaks the allow-list of the domain by nothing but an annotation. */
@JsonSerialize
record KnowsJackson(String name) {}
