package dev.ringback.server.schemas;

import dev.harrel.jsonschema.Dialect;
import dev.harrel.jsonschema.EvaluatorFactory;
import dev.harrel.jsonschema.SpecificationVersion;
import java.util.Map;
import java.util.Set;

/** A version of JSON Schema whose keywords are all metered. */
record MeteredDialect(SchemaDraft draft, EvaluatorFactory keywords) implements Dialect {

    @Override
    public SpecificationVersion getSpecificationVersion() {
        return draft.dialect().getSpecificationVersion();
    }

    @Override
    public String getMetaSchema() {
        return draft.uri();
    }

    @Override
    public EvaluatorFactory getEvaluatorFactory() {
        return keywords;
    }

    @Override
    public Set<String> getSupportedVocabularies() {
        return draft.dialect().getSupportedVocabularies();
    }

    @Override
    public Set<String> getRequiredVocabularies() {
        return draft.dialect().getRequiredVocabularies();
    }

    @Override
    public Map<String, Boolean> getDefaultVocabularyObject() {
        return draft.dialect().getDefaultVocabularyObject();
    }
}
