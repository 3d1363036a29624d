package document

import (
	"strings"

	"phusong/coverage"
	"phusong/coverage/output"
)

// IndicatorWords are the name and the definition of an indicator in the words of the
// report; measure is that of its figures, and definitions those of figures.json, which
// word what the report does not know.
func IndicatorWords(id, measure string, definitions map[string]string, language string) (name, definition string) {
	c := &composer{o: &output.Output{Definitions: definitions}}
	words := c.indicator(id)
	if !strings.HasPrefix(id, coverage.PlacesPrefix) {
		return words.name.in(language), words.definition.in(language)
	}
	title := c.layerTitle(id)
	if t, ok := placeDefinitions[measure]; ok {
		return title, strings.ReplaceAll(t.in(language), "%s", title)
	}
	return title, definitions[id]
}

// TechnologyWords name a technology: "4G", "4G trở lên".
func TechnologyWords(t coverage.Technology, language string) string {
	if name, ok := technologyNames[string(t)]; ok {
		return name.in(language)
	}
	return strings.ToUpper(string(t))
}

// OperatorWords name a rule over operators; an operator is its own name.
func OperatorWords(operator, language string) string {
	if name, ok := operatorNames[operator]; ok {
		return name.in(language)
	}
	return operator
}

// LevelWords name a level of units.
func LevelWords(level, language string) string {
	if name, ok := levelNames[level]; ok {
		return name.in(language)
	}
	return level
}

// RouteWords say who must act for a hamlet; "" where nobody must.
func RouteWords(route, language string) string {
	if name, ok := routeNames[route]; ok {
		return name.in(language)
	}
	return ""
}

// CauseWords name the cause of a gap.
func CauseWords(cause, language string) string {
	if name, ok := causeNames[cause]; ok {
		return name.in(language)
	}
	return cause
}
