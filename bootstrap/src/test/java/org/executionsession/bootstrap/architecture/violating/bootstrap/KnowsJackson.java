package org.executionsession.bootstrap.architecture.violating.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;

/** Breaks the allow-list of the bootstrap. */
record KnowsJackson(JsonNode node) {}
