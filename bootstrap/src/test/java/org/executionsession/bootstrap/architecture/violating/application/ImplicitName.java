package org.executionsession.bootstrap.architecture.violating.application;

/** Innocent: its name begins as a forbidden one ends. */
final class ImplicitName {}
