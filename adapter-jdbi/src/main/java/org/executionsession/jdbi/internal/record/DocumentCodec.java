package org.executionsession.jdbi.internal.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonPOJOBuilder;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import org.executionsession.domain.exception.StoreFailureException;
import org.executionsession.domain.model.AbortReason;
import org.executionsession.domain.model.AppAvailabilityStatus;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.OpenEnum;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskType;
import org.executionsession.domain.query.text.QrsDate;

/**
 * Reads and writes stored documents. A document is JSON: its property names are the component names of the domain's records,
 * enumeration values are numbers, dates are in ISO 8601, and properties with default values are absent.
 *
 * <p>The format must stay compatible with every existing database. Properties may be added, but none may change its name or
 * meaning. Reading skips unknown properties, so that an older version can read documents of a newer one;
 * {@link UnknownProperties} keeps them when an older version replaces a document.
 */
public final class DocumentCodec {

    private static final int NANOS_PER_MILLI = 1_000_000;

    private final JsonMapper mapper;
    private final UnknownProperties unknown;

    public DocumentCodec() {
        SimpleModule scalars = new SimpleModule()
                .addSerializer(new InstantWriter())
                // Faster than the serializer of Jackson for this type.
                .addSerializer(UUID.class, ToStringSerializer.instance)
                .addDeserializer(Instant.class, new InstantReader())
                .addSerializer(new OpenEnumWriter());
        openEnum(scalars, AbortReason.class, AbortReason::new);
        openEnum(scalars, AppAvailabilityStatus.class, AppAvailabilityStatus::new);
        openEnum(scalars, DetailsType.class, DetailsType::new);
        openEnum(scalars, TaskExecutionStatus.class, TaskExecutionStatus::new);
        openEnum(scalars, TaskType.class, TaskType::new);
        mapper = JsonMapper.builder(JsonFactory.builder()
                        // Every stored document must be readable. The size of strings is limited on input.
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxStringLength(Integer.MAX_VALUE)
                                .build())
                        // Otherwise a character beyond the basic plane takes twelve bytes instead of four.
                        .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                        .build())
                .addModule(scalars)
                .addMixIn(ExecutionSessionDraft.class, SessionBuilder.class)
                .addMixIn(ExecutionSessionDraft.Builder.class, Setters.class)
                .addMixIn(ExecutionResult.class, ResultBuilder.class)
                .addMixIn(ExecutionResult.Builder.class, Setters.class)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_DEFAULT, JsonInclude.Include.ALWAYS))
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        unknown = new UnknownProperties(mapper);
    }

    /** Returns access to the properties that other builds have written. */
    UnknownProperties unknown() {
        return unknown;
    }

    /** Writes a session without its id, which is a column, and without its result, which has its own row. */
    public byte[] write(ExecutionSession session) {
        return bytes(
                session.content().toBuilder().id(null).executionResult(null).build());
    }

    byte[] write(ExecutionResultEntity result) {
        return bytes(new ExecutionResultDraft(result.origin(), result.result()));
    }

    byte[] write(ExecutionResultDetail detail) {
        return bytes(detail);
    }

    /** Writes a task without its id, which is a column. */
    byte[] write(Task task) {
        return bytes(task.content().toBuilder().id(null).build());
    }

    byte[] writeAll(List<?> value) {
        return bytes(value.toArray());
    }

    public <T> T read(byte[] document, Class<T> type) {
        try {
            return mapper.readValue(document, type);
        } catch (IOException damaged) {
            throw new StoreFailureException("a stored document cannot be read", damaged);
        }
    }

    private byte[] bytes(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JsonProcessingException impossible) {
            throw new StoreFailureException("a document cannot be written", impossible);
        }
    }

    private static <C extends OpenEnum> void openEnum(SimpleModule module, Class<C> type, IntFunction<C> ofNumber) {
        module.addDeserializer(type, new OpenEnumReader<>(type, ofNumber));
    }

    /** Reads a session with its builder, which has the defaults of absent properties. */
    @JsonDeserialize(builder = ExecutionSessionDraft.Builder.class)
    private interface SessionBuilder {}

    /** Reads a result with its builder, as a session. */
    @JsonDeserialize(builder = ExecutionResult.Builder.class)
    private interface ResultBuilder {}

    /** The setters of the builders have the names of the properties. */
    @JsonPOJOBuilder(withPrefix = "")
    private interface Setters {}

    private static final class InstantWriter extends StdScalarSerializer<Instant> {
        private static final long serialVersionUID = 1L;

        InstantWriter() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator json, SerializerProvider provider) throws IOException {
            // The formatter of the JDK would take a twentieth of the time of a request.
            boolean milliseconds = value.getNano() % NANOS_PER_MILLI == 0;
            json.writeString(milliseconds ? QrsDate.format(value) : value.toString());
        }
    }

    private static final class InstantReader extends StdScalarDeserializer<Instant> {
        private static final long serialVersionUID = 1L;

        InstantReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
            String text = json.getText();
            boolean fourDigitYear = Character.isDigit(text.charAt(0));
            return fourDigitYear ? QrsDate.parseExactly(text) : Instant.parse(text);
        }
    }

    private static final class OpenEnumWriter extends StdScalarSerializer<OpenEnum> {
        private static final long serialVersionUID = 1L;

        OpenEnumWriter() {
            super(OpenEnum.class);
        }

        @Override
        public void serialize(OpenEnum value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeNumber(value.number());
        }
    }

    private static final class OpenEnumReader<C extends OpenEnum> extends StdScalarDeserializer<C> {
        private static final long serialVersionUID = 1L;
        private final transient IntFunction<C> ofNumber;

        OpenEnumReader(Class<C> type, IntFunction<C> ofNumber) {
            super(type);
            this.ofNumber = ofNumber;
        }

        @Override
        public C deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return ofNumber.apply(json.getIntValue());
        }
    }
}
