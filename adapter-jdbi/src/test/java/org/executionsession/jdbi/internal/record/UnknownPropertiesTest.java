package org.executionsession.jdbi.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests which properties of a newer build an older one keeps when it replaces a document. */
class UnknownPropertiesTest {

    private final ObjectMapper json = new ObjectMapper();
    private final UnknownProperties unknown = new UnknownProperties(json);

    private void assertKept(String stored, String next, String expected, DocumentShape shape) throws IOException {
        assertThat(unknown.keep(bytes(stored), bytes(next), shape)).contains(json.readTree(bytes(expected)));
    }

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void anObjectWithAnotherId_doesNotGetTheUnknownPropertiesOfItsPredecessor() throws IOException {
        String stored = "{'user':'a','reloadTask':{'id':'1','new':1},'app':{'id':'1','new':1}}";
        String next = "{'user':'b','reloadTask':{'id':'2'}}";
        assertKept(stored, next, next, DocumentShape.SESSION);
        assertThat(unknown.keep(bytes(next), bytes(next), DocumentShape.SESSION))
                .isEmpty();
    }

    @Test
    void theDocumentOfARow_keepsUnknownPropertiesWithoutAnId() throws IOException {
        assertKept("{'user':'a','new':1}", "{'user':'b'}", "{'user':'b','new':1}", DocumentShape.SESSION);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'name':'a','new':1}                             | {'name':'b'}",
                "{'name':'a','new':1}                             | {}",
                "{'new':1}                                        | {'name':'b'}",
                "{'id':null,'name':'a','new':1}                   | {'id':null,'name':'b'}",
                "{'id':'1','name':'a','new':1}                    | {'name':'a'}",
                "{'name':'a','new':1}                             | {'id':'1','name':'a'}",
                "{'name':'a','operational':{'new':1}}             | {'name':'b','operational':{}}",
                "{'operational':{'nextExecution':'a','new':1}}    | {'operational':{'nextExecution':'b'}}"
            })
    void anObjectWithoutIdWhoseKnownPropertiesDiffer_getsNoUnknownProperties(String stored, String next)
            throws IOException {
        assertKept(
                "{'reloadTask':" + stored + "}",
                "{'reloadTask':" + next + "}",
                "{'reloadTask':" + next + "}",
                DocumentShape.SESSION);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'name':'a','new':1}                          | {'name':'a'}",
                "{'new':1}                                     | {}",
                "{'name':'a','operational':{'new':1}}          | {'name':'a','operational':{}}",
                "{'id':'1','name':'a','new':1}                 | {'id':'1','name':'a'}"
            })
    void anObjectWhoseKnownPropertiesAreEqual_keepsItsUnknownProperties(String stored, String next) throws IOException {
        assertKept(
                "{'user':'a','reloadTask':" + stored + "}",
                "{'user':'b','reloadTask':" + next + "}",
                "{'user':'b','reloadTask':" + stored + "}",
                DocumentShape.SESSION);
    }

    @Test
    void anObjectWithoutAPropertyThatIsStoredAsNull_keepsItsUnknownProperties() throws IOException {
        assertKept(
                "{'reloadTask':{'id':null,'name':'a','new':1}}",
                "{'reloadTask':{'name':'a'}}",
                "{'reloadTask':{'name':'a','new':1}}",
                DocumentShape.SESSION);
    }

    @Test
    void anObjectWithTheSameId_keepsUnknownPropertiesWhenItsKnownPropertiesChange() throws IOException {
        assertKept(
                "{'app':{'id':'1','name':'a','new':1,'stream':{'id':'2','new':2}}}",
                "{'app':{'id':'1','name':'b','stream':{'id':'2','name':'c'}}}",
                "{'app':{'id':'1','name':'b','new':1,'stream':{'id':'2','name':'c','new':2}}}",
                DocumentShape.SESSION);
    }

    @Test
    void elementsOfLists_keepUnknownPropertiesByIdAlone() throws IOException {
        assertKept(
                "{'result':{'id':'9','details':[{'message':'a','new':1},{'id':null,'new':2},{'id':'1','new':3}]}}",
                "{'result':{'id':'9','details':[{'id':'1','message':'b'},{'message':'a'},{'id':null}]}}",
                "{'result':{'id':'9','details':[{'id':'1','message':'b','new':3},{'message':'a'},{'id':null}]}}",
                DocumentShape.RESULT);
    }
}
