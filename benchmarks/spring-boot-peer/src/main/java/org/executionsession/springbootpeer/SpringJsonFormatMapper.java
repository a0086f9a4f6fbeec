package org.executionsession.springbootpeer;

import java.lang.reflect.Type;
import java.util.Map;
import org.hibernate.cfg.MappingSettings;
import org.hibernate.type.format.AbstractJsonFormatMapper;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Lets Hibernate write JSON columns with Spring's Jackson 3; by itself it knows Jackson 2 only. */
@Component
class SpringJsonFormatMapper extends AbstractJsonFormatMapper implements HibernatePropertiesCustomizer {

    private final JsonMapper mapper;

    SpringJsonFormatMapper(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public void customize(Map<String, Object> properties) {
        properties.put(MappingSettings.JSON_FORMAT_MAPPER, this);
    }

    @Override
    protected <T> T fromString(CharSequence text, Type type) {
        return mapper.readValue(text.toString(), mapper.constructType(type));
    }

    @Override
    protected <T> String toString(T value, Type type) {
        return mapper.writerFor(mapper.constructType(type)).writeValueAsString(value);
    }
}
