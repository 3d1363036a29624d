package coverage

import "phusong/coverage/propagation"

// Definition is a criterion as a result used it: in a region with terrain another
// label than without.
type Definition struct {
	Label    string // id#hash
	Sentence string // English
	Text     string // YAML
	Surface  string // of the terrain that levels were predicted over; "" for none
}

// ModelUse is a propagation model that predicted the levels of a result.
type ModelUse struct {
	Name       string // with the parameters that are not the default
	Source     string // the document and its edition
	Parameters []Parameter
	Validity   propagation.Validity
	Cells      int // radio cells
	// Outside counts the receivers that were outside the range of the model among
	// the Predicted, those whose level is this model's. Both are 0 where none was outside.
	Outside, Predicted int64
}

// Parameter is a number that a model was used with, stated or by default.
type Parameter struct {
	Name  string // as in the name of the model, or with its unit
	Value float64
}
