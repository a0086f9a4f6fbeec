package org.executionsession.vertxpeer;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;

/** Creates and finds sessions. */
final class Sessions {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final ObjectReader READER = MAPPER.readerFor(ExecutionSession.class);
    private static final ObjectWriter WRITER = MAPPER.writerFor(ExecutionSession.class);

    private final SessionStore store;
    private final Validator validator = Validation.byDefaultProvider()
            .configure()
            // Messages without expressions need no expression language.
            .messageInterpolator(new ParameterMessageInterpolator())
            .buildValidatorFactory()
            .getValidator();

    Sessions(SessionStore store) {
        this.store = store;
    }

    /** Stores the session of a body; the response is made after the commit. */
    Response create(byte[] body) throws IOException, SQLException {
        ExecutionSession draft;
        try {
            draft = READER.readValue(body);
        } catch (JsonProcessingException malformed) {
            return Response.problem(400, malformed.getOriginalMessage());
        }
        if (draft == null) {
            return Response.problem(400, "The body is null.");
        }
        Set<ConstraintViolation<ExecutionSession>> violations = validator.validate(draft);
        if (!violations.isEmpty()) {
            return Response.problem(
                    400,
                    violations.stream()
                            .map(violation -> violation.getPropertyPath() + " " + violation.getMessage())
                            .sorted()
                            .collect(joining("; ")));
        }
        ExecutionSession session = draft.created(Instant.now().truncatedTo(ChronoUnit.MILLIS));
        byte[] document = WRITER.writeValueAsBytes(session);
        return store.insert(session, document)
                ? Response.created(session.id(), document)
                : Response.problem(409, "The id is in use.");
    }

    /** Finds a session by the text of its id. */
    Response find(String text) throws SQLException {
        UUID id;
        try {
            id = UUID.fromString(text);
        } catch (IllegalArgumentException noId) {
            return notFound();
        }
        byte[] document = store.find(id);
        return document == null ? notFound() : Response.found(document);
    }

    private static Response notFound() {
        return Response.problem(404, "There is no such session.");
    }
}
