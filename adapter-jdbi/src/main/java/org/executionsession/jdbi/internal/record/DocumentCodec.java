package org.executionsession.jdbi.internal.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;
import org.executionsession.domain.model.AbortReason;
import org.executionsession.domain.model.AppAvailabilityStatus;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.OpenEnum;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskType;

/**
 * The stored form of what callers said: JSON with the component names of the domain's records, codes as numbers, dates
 * in ISO 8601, and without what has its default. The format is a contract with every database ever written: properties
 * may be added, none may change its name or meaning, and unknown ones are skipped so that older versions can read what
 * newer ones wrote; {@link UnknownProperties} keeps them when an older version replaces a document.
 */
public final class DocumentCodec {

    private final JsonMapper mapper;
    private final UnknownProperties unknown;

    public DocumentCodec() {
        SimpleModule scalars = new SimpleModule()
                .addSerializer(new InstantWriter())
                .addDeserializer(Instant.class, new InstantReader())
                .addSerializer(new CodeWriter());
        code(scalars, AbortReason.class, AbortReason::new);
        code(scalars, AppAvailabilityStatus.class, AppAvailabilityStatus::new);
        code(scalars, DetailsType.class, DetailsType::new);
        code(scalars, TaskExecutionStatus.class, TaskExecutionStatus::new);
        code(scalars, TaskType.class, TaskType::new);
        mapper = JsonMapper.builder(JsonFactory.builder()
                        // What was stored must be readable; its size was bounded when it came in.
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxStringLength(Integer.MAX_VALUE)
                                .build())
                        .build())
                .addModule(scalars)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_DEFAULT, JsonInclude.Include.ALWAYS))
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        unknown = new UnknownProperties(mapper);
    }

    /** What other builds have written into documents. */
    UnknownProperties unknown() {
        return unknown;
    }

    /** A session without its id, which its row has, and its result, which has a row of its own. */
    public byte[] write(ExecutionSession session) {
        return bytes(
                session.toDraft().toBuilder().id(null).executionResult(null).build());
    }

    byte[] write(ExecutionResultEntity result) {
        return bytes(new ExecutionResultDraft(result.origin(), result.result()));
    }

    byte[] write(ExecutionResultDetail detail) {
        return bytes(detail);
    }

    byte[] writeAll(List<?> said) {
        return bytes(said.toArray());
    }

    public <T> T read(byte[] document, Class<T> type) {
        try {
            return mapper.readValue(document, type);
        } catch (IOException damaged) {
            throw new UncheckedIOException("a stored document cannot be read", damaged);
        }
    }

    private byte[] bytes(Object said) {
        try {
            return mapper.writeValueAsBytes(said);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static <C extends OpenEnum> void code(SimpleModule module, Class<C> type, IntFunction<C> ofNumber) {
        module.addDeserializer(type, new CodeReader<>(type, ofNumber));
    }

    private static final class InstantWriter extends StdScalarSerializer<Instant> {
        private static final long serialVersionUID = 1L;

        InstantWriter() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(value.toString());
        }
    }

    private static final class InstantReader extends StdScalarDeserializer<Instant> {
        private static final long serialVersionUID = 1L;

        InstantReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return Instant.parse(json.getText());
        }
    }

    private static final class CodeWriter extends StdScalarSerializer<OpenEnum> {
        private static final long serialVersionUID = 1L;

        CodeWriter() {
            super(OpenEnum.class);
        }

        @Override
        public void serialize(OpenEnum value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeNumber(value.number());
        }
    }

    private static final class CodeReader<C extends OpenEnum> extends StdScalarDeserializer<C> {
        private static final long serialVersionUID = 1L;
        private final transient IntFunction<C> ofNumber;

        CodeReader(Class<C> type, IntFunction<C> ofNumber) {
            super(type);
            this.ofNumber = ofNumber;
        }

        @Override
        public C deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return ofNumber.apply(json.getIntValue());
        }
    }
}
