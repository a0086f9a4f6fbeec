package org.executionsession.springbootpeer;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Responds with 409 to an id that is already stored; the key is the only constraint that a valid session can break. */
@RestControllerAdvice
class DuplicateIdAdvice {

    @ExceptionHandler
    ProblemDetail conflict(DataIntegrityViolationException failure) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, "The id is in use.");
    }
}
