package org.executionsession.examples.springbatch;

/** A person of the file. */
public record Person(String firstName, String lastName) {

    Person inUpperCase() {
        return new Person(firstName.toUpperCase(), lastName.toUpperCase());
    }
}
