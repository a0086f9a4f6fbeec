package org.executionsession.bootstrap.architecture.violating.domain.model;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Innocent: stands for the annotation of an injection framework. */
@Retention(RetentionPolicy.RUNTIME)
@interface Inject {}
